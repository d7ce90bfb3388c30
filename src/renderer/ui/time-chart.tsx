import { CartesianGrid, Line, LineChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import type { DotItemDotProps } from 'recharts'
import type { Series } from '@shared/domain/metrics'
import { ChartTooltip } from './chart-tooltip'
import { measureLooks } from './measures'
import { standsAlone, summarise, tickTimes, toRows, valueTicks } from './chart-rows'
import { formatClock } from './format'
import styles from './time-chart.module.css'

interface TimeChartProps {
  /** What the chart shows, for its accessible name. */
  label: string
  series: readonly Series[]
  fromMs: number
  toMs: number
  heightRem?: number
  /** Charts with the same id show the same moment together. */
  syncId?: string
}

/**
 * Measures over time: one colour per measure everywhere, the value axis from zero, gaps left open. The chart
 * takes the keyboard: focus it and walk its points with the arrow keys.
 */
export function TimeChart({ label, series, fromMs, toMs, heightRem = 9, syncId }: TimeChartProps) {
  const rows = toRows(series)
  const [first] = series
  const format = first ? measureLooks[first.measure].format : String
  const ticks = valueTicks(rows, first?.measure === 'rssBytes')
  const summary = series.map((one) => summarise(one)).join('. ')
  return (
    <figure
      className={styles['figure']}
      aria-label={`${label}. ${summary}`}
      style={{ height: `${heightRem}rem` }}
    >
      {isEmpty(series) ? (
        <figcaption className={styles['nothing']}>Nothing measured in this time</figcaption>
      ) : null}
      <ResponsiveContainer width="100%" height="100%">
        <LineChart
          data={rows}
          margin={{ top: 6, right: 8, bottom: 0, left: 0 }}
          accessibilityLayer
          title={label}
          {...(syncId ? { syncId } : {})}
        >
          <CartesianGrid vertical={false} stroke="var(--line)" />
          <XAxis
            dataKey="at"
            type="number"
            domain={[fromMs, toMs]}
            ticks={tickTimes(fromMs, toMs)}
            tickFormatter={(at: number) => tickLabel(at, toMs - fromMs)}
            allowDataOverflow
            tickLine={false}
            axisLine={{ stroke: 'var(--line-strong)' }}
            tick={{ fill: 'var(--ink-faint)', fontSize: '0.6875rem' }}
            height={22}
          />
          <YAxis
            domain={[0, ticks.at(-1) ?? 1]}
            ticks={ticks}
            tickFormatter={format}
            width={56}
            tickLine={false}
            axisLine={false}
            tick={{ fill: 'var(--ink-faint)', fontSize: '0.6875rem' }}
          />
          <Tooltip
            content={<ChartTooltip />}
            isAnimationActive={false}
            cursor={{ stroke: 'var(--line-strong)' }}
          />
          {series.map(({ measure }) => (
            <Line
              key={measure}
              dataKey={measure}
              stroke={measureLooks[measure].color}
              strokeWidth={1.6}
              type="monotone"
              dot={LoneDot}
              activeDot={{ r: 3, strokeWidth: 0 }}
              connectNulls={false}
              isAnimationActive={false}
            />
          ))}
        </LineChart>
      </ResponsiveContainer>
    </figure>
  )
}

/** A line needs two points: a value measured once, between times without calls, is a dot. */
function LoneDot({ cx, cy, index, points, stroke }: DotItemDotProps) {
  return standsAlone(points, index) ? <circle cx={cx} cy={cy} r={2.5} fill={stroke} /> : null
}

function isEmpty(series: readonly Series[]): boolean {
  return series.every(({ points }) => points.every((point) => point.value === null))
}

function tickLabel(at: number, rangeMs: number): string {
  if (rangeMs <= 24 * 3_600_000) return formatClock(at).slice(0, 5)
  return new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric' }).format(at)
}

/** Which line is which, with the figure now; stands beside a panel's title. */
export function ChartLegend({ series }: { series: readonly Series[] }) {
  return (
    <ul className={styles['legend']}>
      {series.map(({ measure, points }) => {
        const look = measureLooks[measure]
        const last = points.findLast((point) => point.value !== null)?.value
        return (
          <li key={measure}>
            <span className={styles['swatch']} style={{ background: look.color }} aria-hidden="true" />
            {look.label}
            <b>{last === undefined || last === null ? '–' : look.format(last)}</b>
          </li>
        )
      })}
    </ul>
  )
}
