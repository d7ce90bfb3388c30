import type { CallRecord, CallStages } from '@shared/domain/call'
import { formatMs } from '../../ui/format'
import styles from './stages-bar.module.css'

const parts: readonly { key: string; label: string; of: (stages: CallStages) => number }[] = [
  { key: 'guards', label: 'Guards', of: ({ guardsMs, queueMs }) => Math.max(0, guardsMs - queueMs) },
  { key: 'queue', label: 'Queue', of: ({ queueMs }) => queueMs },
  { key: 'wait', label: 'Waiting for the service', of: ({ waitMs }) => waitMs },
  { key: 'service', label: 'Service', of: ({ serviceMs }) => serviceMs },
]

/** Where a call's time went: one bar, and each part with its figure. */
export function StagesBar({ stages, durationMs }: Pick<CallRecord, 'stages' | 'durationMs'>) {
  if (!stages) return null
  const known = parts.map((part) => ({ ...part, ms: part.of(stages) }))
  const rest = durationMs - known.reduce((sum, { ms }) => sum + ms, 0)
  const shown = rest > 0.05 ? [...known, { key: 'rest', label: 'Carrying it', ms: rest }] : known
  const total = Math.max(
    1e-6,
    shown.reduce((sum, { ms }) => sum + ms, 0),
  )
  return (
    <figure className={styles['stages']} aria-label="Where the time went">
      <svg className={styles['bar']} viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
        {shown.map((part, index) => {
          const before = shown.slice(0, index).reduce((sum, { ms }) => sum + ms, 0)
          return (
            <rect
              key={part.key}
              data-stage={part.key}
              x={(before / total) * 100}
              width={(part.ms / total) * 100}
              height="6"
            />
          )
        })}
      </svg>
      <ul className={styles['legend']}>
        {shown.map(({ key, label, ms }) => (
          <li key={key}>
            <span className={styles['swatch']} data-stage={key} aria-hidden="true" />
            {label} <b>{formatMs(ms)}</b>
          </li>
        ))}
      </ul>
    </figure>
  )
}
