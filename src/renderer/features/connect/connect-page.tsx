import { Button } from '@mantine/core'
import { useServices, useQuery } from '../../center'
import { Page } from '../../ui/page'
import { Panel } from '../../ui/panel'
import { ProblemNote } from '../../ui/problem-note'
import { BlockSkeleton } from '../../ui/skeletons'
import { ClientSetup } from './client-setup'
import { EndpointTable } from './endpoint-table'
import { MovedPorts } from './moved-ports'
import { TokenField } from './token-field'
import styles from './connect-page.module.css'

/** How AI clients reach the services: a ready text for each client, every address, the token. */
export function ConnectPage() {
  const ports = (useServices() ?? []).map((service) => service.port).join()
  const { query, refresh } = useQuery(`connect ${ports}`, (client, signal) =>
    client.connect.overview({}, { signal }),
  )
  if (query.kind === 'error') {
    return (
      <Page title="Connect">
        <ProblemNote problem={query.problem} action={<Button onClick={refresh}>Try again</Button>} />
      </Page>
    )
  }
  if (query.kind === 'loading') {
    return (
      <Page title="Connect">
        <BlockSkeleton heightRem={22} />
        <BlockSkeleton heightRem={10} />
      </Page>
    )
  }
  const { clients, endpoints, token } = query.value
  return (
    <Page title="Connect">
      <p className={styles['lead']}>
        One copy of each service serves every AI client on this machine. Choose a client, copy, paste, done.
        One address for all of them, and one for each project, stand in <a href="#/gateway">Gateway</a>.
      </p>
      <MovedPorts endpoints={endpoints} />
      <ClientSetup clients={clients} endpoints={endpoints} token={token} ports={ports} />
      <Panel title="Addresses" flush>
        <EndpointTable endpoints={endpoints} />
      </Panel>
      <Panel title="Access token">
        <TokenField token={token} />
      </Panel>
    </Page>
  )
}
