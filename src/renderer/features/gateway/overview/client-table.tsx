import type { GatewayClient } from '@shared/domain/gateway'
import { formatPlace } from '../../../router'
import { DataTable } from '../../../ui/data-table'
import { formatCount } from '../../../ui/format'
import { TimeAgo } from '../../../ui/time-ago'
import { eraWords, priorityWords } from '../words'
import styles from '../gateway.module.css'

/** Beyond this many rows a plain table is too much for the page. */
const MOST_ROWS = 200

/** Who came through the gateway since it started, the last one first. */
export function ClientTable({ clients }: { clients: readonly GatewayClient[] }) {
  const sorted = [...clients].sort((a, b) => b.lastSeenAt - a.lastSeenAt)
  const shown = sorted.slice(0, MOST_ROWS)
  return (
    <>
      <DataTable
        label="Clients"
        heads={[
          { label: 'Client' },
          { label: 'Access token' },
          { label: 'Protocol era' },
          { label: 'Sessions', number: true },
          { label: 'Calls', number: true },
          { label: 'Refused', number: true },
          { label: 'Last seen' },
        ]}
      >
        <tbody>
          {shown.map((client) => (
            <ClientRow key={`${client.tokenId} ${client.client} ${client.era}`} client={client} />
          ))}
        </tbody>
      </DataTable>
      {sorted.length > MOST_ROWS ? (
        <p className={styles['more']}>
          The {MOST_ROWS} seen last of {formatCount(sorted.length)}.
        </p>
      ) : null}
    </>
  )
}

function ClientRow({ client }: { client: GatewayClient }) {
  return (
    <tr>
      <th scope="row">
        {client.client ? (
          <a href={formatPlace(['activity'], { client: client.client })}>{client.client}</a>
        ) : (
          <span className={styles['faint']}>never said its name</span>
        )}
      </th>
      <td>
        {client.tokenName}
        {client.priority === 'normal' ? null : (
          <span className={styles['faint']}>, {priorityWords[client.priority]}</span>
        )}
      </td>
      <td>{eraWords[client.era]}</td>
      <td data-number>{client.era === 'session' ? formatCount(client.sessions) : '–'}</td>
      <td data-number>{formatCount(client.calls)}</td>
      <td data-number data-bad={client.refused > 0}>
        {formatCount(client.refused)}
      </td>
      <td>
        <TimeAgo at={client.lastSeenAt} />
      </td>
    </tr>
  )
}
