import type { Measure, Series } from '@shared/domain/metrics'
import { useQuery } from '../../../center'
import { Panel } from '../../../ui/panel'
import { ProblemNote } from '../../../ui/problem-note'
import { BlockSkeleton } from '../../../ui/skeletons'
import { ChartLegend, TimeChart } from '../../../ui/time-chart'
import type { Range } from './ranges'
import styles from './overview-tab.module.css'

const charts: readonly { title: string; measures: readonly Measure[] }[] = [
  { title: 'Calls', measures: ['callsPerSecond', 'errorsPerSecond'] },
  { title: 'Latency', measures: ['latencyP50Ms', 'latencyP95Ms', 'latencyP99Ms'] },
  { title: 'CPU', measures: ['cpuPercent'] },
  { title: 'Memory', measures: ['rssBytes'] },
  { title: 'Event loop lag', measures: ['loopLagMs'] },
  { title: 'In flight', measures: ['inFlight'] },
]
const allMeasures = charts.flatMap((chart) => chart.measures)

/** A service's measures over one range, all charts reading the same moment. */
export function ServiceCharts({ id, range }: { id: string; range: Range }) {
  const { query } = useQuery(
    `charts ${id} ${range.value}`,
    async (client, signal) => {
      const toMs = Date.now()
      const fromMs = toMs - range.ms
      const series = await client.metrics.series(
        { source: id, measures: allMeasures, fromMs, toMs, maxPoints: 240 },
        { signal },
      )
      return { series, fromMs, toMs }
    },
    range.everyMs,
  )
  if (query.kind === 'error') return <ProblemNote problem={query.problem} />
  return (
    <div className={styles['charts']}>
      {charts.map(({ title, measures }) => {
        const series = query.kind === 'ready' ? pick(query.value.series, measures) : []
        return (
          <Panel key={title} title={title} aside={<ChartLegend series={series} />}>
            {query.kind === 'ready' ? (
              <TimeChart
                label={`${title}, last ${range.label}`}
                syncId={id}
                {...query.value}
                series={series}
              />
            ) : (
              <BlockSkeleton heightRem={9} />
            )}
          </Panel>
        )
      })}
    </div>
  )
}

function pick(series: readonly Series[], measures: readonly Measure[]): Series[] {
  return measures.flatMap((measure) => series.find((one) => one.measure === measure) ?? [])
}
