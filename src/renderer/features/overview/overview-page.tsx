import { Button } from '@mantine/core'
import { useMemo } from 'react'
import type { ServiceSnapshot } from '@shared/domain/service'
import { useCommand, useServices } from '../../center'
import { confirm } from '../../ui/confirm'
import { EmptyState } from '../../ui/empty-state'
import { Icon } from '../../ui/icons'
import { Page } from '../../ui/page'
import { Panel } from '../../ui/panel'
import { RowsSkeleton } from '../../ui/skeletons'
import { groupServices, ServiceTable, verbsOf } from '../services'
import { AttentionSection } from './attention-section'
import { Figures } from './figures'
import { Throughput } from './throughput'

/** The whole at a glance: what is wrong first, then the figures, then every service by the way it runs. */
export function OverviewPage() {
  const services = useServices()
  return (
    <Page title="Overview" actions={services ? <AllButtons services={services} /> : null}>
      {services ? <AttentionSection services={services} /> : null}
      <Figures services={services ?? []} />
      <Panel flush>{services === null ? <RowsSkeleton rows={4} /> : <ByMode services={services} />}</Panel>
      <Throughput />
    </Page>
  )
}

function ByMode({ services }: { services: readonly ServiceSnapshot[] }) {
  const groups = useMemo(() => groupServices(services), [services])
  if (services.length === 0) {
    return (
      <EmptyState title="No services yet">
        OmniMind hosts MCP servers as services. None is registered in this copy; look into the log of the
        control center.
      </EmptyState>
    )
  }
  return <ServiceTable groups={groups} label="Services by the way they run" />
}

function AllButtons({ services }: { services: readonly ServiceSnapshot[] }) {
  const { run, busy } = useCommand()
  const startable = services.some((service) => verbsOf(service).includes('start'))
  const stoppable = services.some((service) => verbsOf(service).includes('stop'))
  return (
    <>
      <Button
        variant="default"
        leftSection={<Icon name="play" size={14} />}
        disabled={!startable || busy}
        onClick={() =>
          void run('Not every service could be started', (client) => client.services.startAll({}))
        }
      >
        Start all
      </Button>
      <Button
        variant="default"
        leftSection={<Icon name="stop" size={14} />}
        disabled={!stoppable}
        onClick={() =>
          confirmStopAll(() => void run('Not every service could be stopped', (c) => c.services.stopAll({})))
        }
      >
        Stop all
      </Button>
    </>
  )
}

/** Stopping everything takes the tools away from every client at once, so it is asked first. */
export function confirmStopAll(onYes: () => void): void {
  confirm({
    title: 'Stop all services?',
    text: 'Every AI client loses its tools until you start the services again. Calls that run now are finished or cancelled.',
    verb: 'Stop all',
    onYes,
  })
}
