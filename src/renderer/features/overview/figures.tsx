import type { ReactNode } from 'react'
import type { ServiceSnapshot } from '@shared/domain/service'
import { MINUTE } from '@shared/lib/clock'
import { usePulses, useQuery } from '../../center'
import { formatBytes, formatMs, formatRate } from '../../ui/format'
import { SparkLine } from '../../ui/spark-line'
import styles from './figures.module.css'

/** The live figures: what moves now, in one row. */
export function Figures({ services }: { services: readonly ServiceSnapshot[] }) {
  const pulses = usePulses()
  const now = pulses.at(-1)
  const p95 = useRecentP95()
  const memory = services.reduce((sum, service) => sum + (service.usage?.rssBytes ?? 0), 0)
  return (
    <dl className={styles['figures']}>
      <Figure label="Calls" value={now ? formatRate(now.callsPerSecond) : null} unit="/s">
        <SparkLine values={pulses.map((pulse) => pulse.callsPerSecond)} />
      </Figure>
      <Figure
        label="Errors"
        value={now ? formatRate(now.errorsPerSecond) : null}
        unit="/s"
        alarm={(now?.errorsPerSecond ?? 0) > 0}
      >
        <SparkLine values={pulses.map((pulse) => pulse.errorsPerSecond)} color="var(--chart-errors)" />
      </Figure>
      <Figure label="p95 in 15 min" value={p95 === null ? null : formatMs(p95)} />
      <Figure label="In flight" value={now ? String(now.inFlight) : null}>
        <SparkLine values={pulses.map((pulse) => pulse.inFlight)} color="var(--chart-in-flight)" />
      </Figure>
      <Figure label="Memory in all" value={services.length > 0 ? formatBytes(memory) : null} />
    </dl>
  )
}

/** p95 over all services: the latest value of the last 15 minutes; null while nothing was called. */
function useRecentP95(): number | null {
  const { query } = useQuery(
    'overview-p95',
    (client, signal) =>
      client.metrics.series(
        {
          source: 'all',
          measures: ['latencyP95Ms'],
          fromMs: Date.now() - 15 * MINUTE,
          toMs: Date.now(),
          maxPoints: 60,
        },
        { signal },
      ),
    10_000,
  )
  if (query.kind !== 'ready') return null
  return query.value[0]?.points.findLast((point) => point.value !== null)?.value ?? null
}

function Figure({
  label,
  value,
  unit,
  alarm = false,
  children,
}: {
  label: string
  value: string | null
  unit?: string
  alarm?: boolean
  children?: ReactNode
}) {
  return (
    <div className={styles['figure']}>
      <dt>{label}</dt>
      <dd>
        <span className={styles['value']} data-alarm={alarm}>
          {value ?? '–'}
          {unit && value !== null ? <small>{unit}</small> : null}
        </span>
        {children}
      </dd>
    </div>
  )
}
