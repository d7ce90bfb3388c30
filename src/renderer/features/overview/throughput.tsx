import { MINUTE } from '@shared/lib/clock'
import { useQuery } from '../../center'
import { Panel } from '../../ui/panel'
import { ProblemNote } from '../../ui/problem-note'
import { BlockSkeleton } from '../../ui/skeletons'
import { ChartLegend, TimeChart } from '../../ui/time-chart'

/** Calls and errors of all services over the last 15 minutes. */
export function Throughput() {
  const { query } = useQuery(
    'throughput',
    async (client, signal) => {
      const toMs = Date.now()
      const fromMs = toMs - 15 * MINUTE
      const series = await client.metrics.series(
        { source: 'all', measures: ['callsPerSecond', 'errorsPerSecond'], fromMs, toMs, maxPoints: 300 },
        { signal },
      )
      return { series, fromMs, toMs }
    },
    5_000,
  )
  return (
    <Panel
      title="Throughput, last 15 minutes"
      aside={query.kind === 'ready' ? <ChartLegend series={query.value.series} /> : null}
    >
      {query.kind === 'loading' ? <BlockSkeleton heightRem={11} /> : null}
      {query.kind === 'error' ? <ProblemNote problem={query.problem} /> : null}
      {query.kind === 'ready' ? (
        <TimeChart label="Throughput of all services" heightRem={11} {...query.value} />
      ) : null}
    </Panel>
  )
}
