import { Checkbox } from '@mantine/core'
import type { ConnectClient, ConnectEndpoint } from '@shared/contract/connect'
import { useQuery } from '../../center'
import { formatPlace, useQueryValue } from '../../router'
import { Panel } from '../../ui/panel'
import { ProblemNote } from '../../ui/problem-note'
import { BlockSkeleton } from '../../ui/skeletons'
import { Snippet } from './snippet'
import styles from './connect-page.module.css'

interface ClientSetupProps {
  clients: readonly ConnectClient[]
  endpoints: readonly ConnectEndpoint[]
  token: string
  /** Changes when a service moved, so that the texts are made again. */
  ports: string
}

/** Choose a client and services; the text to paste stands ready. */
export function ClientSetup({ clients, endpoints, token, ports }: ClientSetupProps) {
  const [clientId] = useQueryValue('client', clients[0]?.id ?? '')
  const [chosenText, setChosen] = useQueryValue('services')
  const chosen = chosenText === '' ? [] : chosenText.split(',')
  const client = clients.find((one) => one.id === clientId) ?? clients[0]
  if (!client) return null
  // The first address offers everything: for most people it is the only one they need.
  const suggested = endpoints[0]?.serviceId
  const isChosen = (id: string): boolean => (chosen.length === 0 ? id === suggested : chosen.includes(id))
  const toggle = (id: string): void => {
    const next = endpoints
      .map(({ serviceId }) => serviceId)
      .filter((one) => (one === id ? !isChosen(one) : isChosen(one)))
    setChosen(next.length === 1 && next[0] === suggested ? '' : next.join(','))
  }
  return (
    <Panel flush>
      <div className={styles['setup']}>
        <nav className={styles['clients']} aria-label="Clients">
          {clients.map((one) => (
            <a
              key={one.id}
              className={styles['client']}
              aria-current={one.id === client.id}
              href={formatPlace(['connect'], { client: one.id, services: chosenText })}
            >
              {one.title}
            </a>
          ))}
        </nav>
        <div className={styles['recipe']}>
          <h2>{client.title}</h2>
          <fieldset className={styles['services']}>
            <legend>Addresses</legend>
            {endpoints.map((endpoint) => (
              <Checkbox
                key={endpoint.serviceId}
                label={endpoint.title}
                checked={isChosen(endpoint.serviceId)}
                onChange={() => toggle(endpoint.serviceId)}
              />
            ))}
          </fieldset>
          <Snippets clientId={client.id} chosen={chosen} token={token} ports={ports} />
          <p className={styles['note']}>{client.note}</p>
        </div>
      </div>
    </Panel>
  )
}

function Snippets({
  clientId,
  chosen,
  token,
  ports,
}: {
  clientId: string
  chosen: string[]
  token: string
  ports: string
}) {
  const { query } = useQuery(`snippets ${clientId} ${chosen.join()} ${ports}`, (client, signal) =>
    client.connect.snippets({ clientId, serviceIds: chosen }, { signal }),
  )
  if (query.kind === 'loading') return <BlockSkeleton heightRem={9} />
  if (query.kind === 'error') return <ProblemNote problem={query.problem} />
  return query.value.map((snippet) => (
    <Snippet key={snippet.where + snippet.kind} snippet={snippet} token={token} />
  ))
}
