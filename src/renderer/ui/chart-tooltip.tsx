import { Measure } from '@shared/domain/metrics'
import { formatDateTime } from './format'
import { measureLooks } from './measures'
import styles from './time-chart.module.css'

interface TooltipEntry {
  dataKey?: unknown
  value?: unknown
}

/** The values at one moment; recharts fills the props in. */
export function ChartTooltip({
  active,
  label,
  payload,
}: {
  active?: boolean
  label?: string | number
  payload?: readonly TooltipEntry[]
}) {
  if (!active || !payload?.length) return null
  return (
    <div className={styles['tip']}>
      <time>{formatDateTime(Number(label))}</time>
      <ul>
        {payload.map((entry) => {
          const measure = Measure.safeParse(entry.dataKey)
          if (!measure.success) return null
          const look = measureLooks[measure.data]
          return (
            <li key={measure.data}>
              <span className={styles['swatch']} style={{ background: look.color }} />
              {look.label}
              <b>{typeof entry.value === 'number' ? look.format(entry.value) : 'no data'}</b>
            </li>
          )
        })}
      </ul>
    </div>
  )
}
