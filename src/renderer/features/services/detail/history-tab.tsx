import { Button, Table } from '@mantine/core'
import type { ServiceEvent, ServiceSnapshot, ServiceStateKind } from '@shared/domain/service'
import { useQuery } from '../../../center'
import { EmptyState } from '../../../ui/empty-state'
import { formatDateTime } from '../../../ui/format'
import { Panel } from '../../../ui/panel'
import { ProblemNote } from '../../../ui/problem-note'
import { RowsSkeleton } from '../../../ui/skeletons'
import { StateShape } from '../../../ui/state-mark'
import { TimeAgo } from '../../../ui/time-ago'
import styles from './tables.module.css'

/** Each event with its word, and the state's shape that fits it. */
const looks: Record<ServiceEvent['kind'], { word: string; shape: ServiceStateKind }> = {
  started: { word: 'Started', shape: 'starting' },
  ready: { word: 'Ready', shape: 'ready' },
  stopped: { word: 'Stopped', shape: 'stopped' },
  exited: { word: 'Ended unexpectedly', shape: 'failed' },
  hung: { word: 'Stopped answering', shape: 'failed' },
  recycled: { word: 'Recycled', shape: 'stopping' },
  'backing-off': { word: 'Waiting to restart', shape: 'backing-off' },
  failed: { word: 'Given a rest', shape: 'failed' },
  blocked: { word: 'Blocked', shape: 'blocked' },
  recovered: { word: 'Recovered', shape: 'ready' },
  degraded: { word: 'Degraded', shape: 'degraded' },
}

/** What happened to the service, newest first. */
export function HistoryTab({ service }: { service: ServiceSnapshot }) {
  const key = `history ${service.id} ${service.state.kind} ${service.state.at}`
  const { query, refresh } = useQuery(key, (client, signal) =>
    client.services.history({ id: service.id, limit: 200 }, { signal }),
  )
  return (
    <Panel flush>
      {query.kind === 'loading' ? <RowsSkeleton rows={6} /> : null}
      {query.kind === 'error' ? (
        <ProblemNote problem={query.problem} action={<Button onClick={refresh}>Try again</Button>} />
      ) : null}
      {query.kind === 'ready' && query.value.length === 0 ? (
        <EmptyState title="Nothing has happened yet">
          Starts, stops and every unplanned end of this service will stand here, with their reason.
        </EmptyState>
      ) : null}
      {query.kind === 'ready' && query.value.length > 0 ? <Events events={query.value} /> : null}
    </Panel>
  )
}

function Events({ events }: { events: readonly ServiceEvent[] }) {
  return (
    <div className={styles['scroll']}>
      <Table className={styles['table']} aria-label="History">
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">What</th>
            <th scope="col">Detail</th>
            <th scope="col" className={styles['number']}>
              Process
            </th>
          </tr>
        </thead>
        <tbody>
          {events.map((event, index) => (
            <tr key={`${event.at} ${index}`}>
              <td className={styles['nowrap']} title={formatDateTime(event.at)}>
                <TimeAgo at={event.at} />
              </td>
              <td>
                <span className={styles['kind']}>
                  <StateShape kind={looks[event.kind].shape} />
                  {looks[event.kind].word}
                </span>
              </td>
              <td>{event.detail}</td>
              <td className={styles['number']}>{event.pid === null ? '–' : event.pid}</td>
            </tr>
          ))}
        </tbody>
      </Table>
    </div>
  )
}
