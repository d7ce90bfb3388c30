import { Button } from '@mantine/core'
import { useGateway, useServices } from '../../../center'
import { goTo } from '../../../router'
import { Answered } from '../../../ui/answered'
import { EmptyState } from '../../../ui/empty-state'
import { formatBytes, formatCount } from '../../../ui/format'
import { Panel } from '../../../ui/panel'
import { BlockSkeleton } from '../../../ui/skeletons'
import { useAddresses } from '../use-endpoints'
import { AddressTable } from './address-table'
import { ClearCache } from './clear-cache'
import { ClientTable } from './client-table'
import { GuardTable } from './guard-table'
import styles from '../gateway.module.css'

/** The addresses, who uses them, and how every service's guards stand. */
export function OverviewTab() {
  const gateway = useGateway()
  const services = useServices() ?? []
  const { query, refresh } = useAddresses()
  return (
    <>
      <Panel title="Addresses" flush>
        <Answered query={query} refresh={refresh} heightRem={10}>
          {(addresses) => <AddressTable addresses={addresses} />}
        </Answered>
      </Panel>
      {gateway === null ? (
        <BlockSkeleton heightRem={16} />
      ) : (
        <>
          <Panel title="Clients" flush>
            {gateway.clients.length === 0 ? (
              <EmptyState
                title="No client yet"
                action={<Button onClick={() => goTo('#/connect')}>Connect a client</Button>}
              >
                Every program that talks to the gateway stands here with what it did.
              </EmptyState>
            ) : (
              <ClientTable clients={gateway.clients} />
            )}
          </Panel>
          <Panel
            title="Limits and circuits"
            flush
            aside={
              <span className={styles['aside']}>
                Cache: {formatCount(gateway.cache.entries)} answers in {formatBytes(gateway.cache.bytes)} of
                memory, {formatCount(gateway.cache.diskEntries)} in {formatBytes(gateway.cache.diskBytes)} on
                disk
                <ClearCache serviceId={null} title="every service" />
              </span>
            }
          >
            {gateway.guards.length === 0 ? (
              <EmptyState title="Nothing to guard yet">
                Each service's limits stand here after its first call.
              </EmptyState>
            ) : (
              <GuardTable guards={gateway.guards} services={services} />
            )}
          </Panel>
        </>
      )}
    </>
  )
}
