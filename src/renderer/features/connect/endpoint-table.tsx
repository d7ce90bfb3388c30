import { Table } from '@mantine/core'
import type { ConnectEndpoint } from '@shared/contract/connect'
import { useServices } from '../../center'
import { formatPlace } from '../../router'
import { EmptyState } from '../../ui/empty-state'
import { Mono } from '../../ui/mono'
import { StateMark } from '../../ui/state-mark'
import styles from './connect-page.module.css'

/** Every service with its address and whether it answers there now. */
export function EndpointTable({ endpoints }: { endpoints: readonly ConnectEndpoint[] }) {
  const services = useServices() ?? []
  if (endpoints.length === 0) return <EmptyState title="No service offers an address yet" />
  return (
    <div className={styles['scroll']}>
      <Table className={styles['table']} aria-label="Addresses of the services">
        <thead>
          <tr>
            <th scope="col">Service</th>
            <th scope="col">Address</th>
            <th scope="col">State</th>
          </tr>
        </thead>
        <tbody>
          {endpoints.map((endpoint) => {
            const service = services.find((one) => one.id === endpoint.serviceId)
            return (
              <tr key={endpoint.serviceId}>
                <th scope="row">
                  <a href={formatPlace(['services', endpoint.serviceId])}>{endpoint.title}</a>
                </th>
                <td>
                  <Mono copy={endpoint.url} label={`Copy address of ${endpoint.title}`}>
                    {endpoint.url}
                  </Mono>
                  {endpoint.onDefaultPort ? null : <span className={styles['flag']}>moved</span>}
                </td>
                <td>{service ? <StateMark kind={service.state.kind} /> : '–'}</td>
              </tr>
            )
          })}
        </tbody>
      </Table>
    </div>
  )
}
