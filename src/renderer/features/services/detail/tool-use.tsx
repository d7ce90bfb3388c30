import { Table } from '@mantine/core'
import type { ToolStats } from '@shared/domain/metrics'
import { useQuery } from '../../../center'
import { EmptyState } from '../../../ui/empty-state'
import { formatBytes, formatCount, formatMs, formatPercent } from '../../../ui/format'
import { Panel } from '../../../ui/panel'
import { ProblemNote } from '../../../ui/problem-note'
import { RowsSkeleton } from '../../../ui/skeletons'
import type { Range } from './ranges'
import styles from './tables.module.css'

/** What each tool did in the range: how often, how well, how fast. */
export function ToolUse({ id, range }: { id: string; range: Range }) {
  const { query } = useQuery(
    `tool use ${id} ${range.value}`,
    (client, signal) =>
      client.metrics.tools({ serviceId: id, fromMs: Date.now() - range.ms, toMs: Date.now() }, { signal }),
    range.everyMs,
  )
  return (
    <Panel title={`Tools, last ${range.label}`} flush>
      {query.kind === 'loading' ? <RowsSkeleton rows={3} /> : null}
      {query.kind === 'error' ? <ProblemNote problem={query.problem} /> : null}
      {query.kind === 'ready' && query.value.length === 0 ? (
        <EmptyState title="No calls in this time">
          Connect a client, or try a tool yourself: see the Tools tab.
        </EmptyState>
      ) : null}
      {query.kind === 'ready' && query.value.length > 0 ? <ToolTable stats={query.value} /> : null}
    </Panel>
  )
}

function ToolTable({ stats }: { stats: readonly ToolStats[] }) {
  return (
    <div className={styles['scroll']}>
      <Table className={styles['table']} aria-label="Use of each tool">
        <thead>
          <tr>
            <th scope="col">Tool</th>
            {['Calls', 'Errors', 'p50', 'p95', 'p99', 'Received', 'Sent'].map((label) => (
              <th key={label} scope="col" className={styles['number']}>
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[...stats]
            .sort((a, b) => b.calls - a.calls)
            .map((tool) => (
              <tr key={tool.target}>
                <th scope="row" className={styles['mono']}>
                  {tool.target}
                </th>
                <td className={styles['number']}>{formatCount(tool.calls)}</td>
                <td className={styles['number']} data-bad={tool.errors > 0}>
                  {tool.errors === 0
                    ? '0'
                    : `${formatCount(tool.errors)} (${formatPercent((100 * tool.errors) / Math.max(1, tool.calls))})`}
                </td>
                {[tool.p50Ms, tool.p95Ms, tool.p99Ms].map((ms, index) => (
                  <td key={index} className={styles['number']}>
                    {ms === null ? '–' : formatMs(ms)}
                  </td>
                ))}
                <td className={styles['number']}>{formatBytes(tool.requestBytes)}</td>
                <td className={styles['number']}>{formatBytes(tool.responseBytes)}</td>
              </tr>
            ))}
        </tbody>
      </Table>
    </div>
  )
}
