import type { CallRecord } from '@shared/domain/call'
import { formatBytes, formatClock, formatDateTime, formatMs } from '../../ui/format'
import type { Column } from '../../ui/virtual-table'
import { OutcomeMark } from './outcome-mark'
import styles from './activity-page.module.css'

/** The columns of the calls table; `titles` names services by id. */
export function callColumns(titles: Record<string, string>): Column<CallRecord>[] {
  return [
    {
      key: 'at',
      label: 'Time',
      width: 'minmax(5.5rem, 0.6fr)',
      sortable: true,
      cell: (call) => <time title={formatDateTime(call.at)}>{formatClock(call.at)}</time>,
    },
    {
      key: 'service',
      label: 'Service',
      width: 'minmax(6rem, 0.9fr)',
      sortable: true,
      cell: (call) => titles[call.serviceId] ?? call.serviceId,
    },
    {
      key: 'target',
      label: 'Tool or method',
      width: 'minmax(9rem, 1.6fr)',
      sortable: true,
      cell: (call) =>
        call.target ? (
          <span className={styles['target']}>{call.target}</span>
        ) : (
          <span className={styles['faint']}>{call.method}</span>
        ),
    },
    {
      key: 'outcome',
      label: 'Outcome',
      width: 'minmax(10rem, 1fr)',
      sortable: true,
      cell: (call) => <OutcomeMark outcome={call.outcome} />,
    },
    {
      key: 'duration',
      label: 'Duration',
      width: 'minmax(5rem, 0.6fr)',
      number: true,
      sortable: true,
      cell: (call) => formatMs(call.durationMs),
    },
    {
      key: 'size',
      label: 'Sent back',
      width: 'minmax(5rem, 0.6fr)',
      number: true,
      sortable: true,
      cell: (call) => formatBytes(call.responseBytes),
    },
    {
      key: 'client',
      label: 'Client',
      width: 'minmax(7rem, 1fr)',
      sortable: true,
      cell: (call) => call.client ?? <span className={styles['faint']}>unknown</span>,
    },
  ]
}

const sortValues: Record<string, (call: CallRecord) => number | string> = {
  at: (call) => call.at,
  service: (call) => call.serviceId,
  target: (call) => call.target ?? call.method,
  outcome: (call) => call.outcome,
  duration: (call) => call.durationMs,
  size: (call) => call.responseBytes,
  client: (call) => call.client ?? '',
}

/** Calls by a column; `-` before its name reverses. They come newest first, which needs no work. */
export function sortCalls(calls: readonly CallRecord[], sort: string): readonly CallRecord[] {
  const valueOf = sortValues[sort.replace('-', '')]
  if (sort === '-at' || !valueOf) return calls
  const direction = sort.startsWith('-') ? -1 : 1
  return [...calls].sort((a, b) => {
    const [left, right] = [valueOf(a), valueOf(b)]
    return (left < right ? -1 : left > right ? 1 : 0) * direction
  })
}
