import { Button, Select, TextInput } from '@mantine/core'
import { stateWord, type ServiceSnapshot, type ServiceStateKind } from '@shared/domain/service'
import { usePulses, useServices } from '../../center'
import { peoplesServices } from '@shared/domain/whole-state'
import { useQueryValue } from '../../router'
import { AddServerDialog } from '../external'
import { EmptyState } from '../../ui/empty-state'
import { Icon } from '../../ui/icons'
import { Page } from '../../ui/page'
import { Panel } from '../../ui/panel'
import { RowsSkeleton } from '../../ui/skeletons'
import { ServiceTable } from './service-table'
import { sortServices } from './sort-services'
import { count } from './words'

const kinds: ServiceStateKind[] = [
  'ready',
  'degraded',
  'failed',
  'blocked',
  'backing-off',
  'starting',
  'stopping',
  'stopped',
]

/** Every service in one table; filters and sorting live in the address. */
export function ServicesPage() {
  const services = useServices()
  const [text, setText] = useQueryValue('q')
  const [state, setState] = useQueryValue('state')
  const [sort, setSort] = useQueryValue('sort', 'name')
  const [dialog, setDialog] = useQueryValue('add')
  const pulse = usePulses().at(-1)
  const descending = sort.startsWith('-')
  const key = sort.replace('-', '')
  const shown = sortServices(
    filterServices(services ?? [], text, state),
    key,
    descending,
    pulse?.byService ?? {},
  )
  return (
    <Page
      title="Services"
      actions={
        <>
          <TextInput
            aria-label="Filter services"
            placeholder="Filter"
            leftSection={<Icon name="search" size={14} />}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <Select
            aria-label="State"
            placeholder="Any state"
            clearable
            w="10rem"
            data={kinds.map((kind) => ({ value: kind, label: stateWord(kind) }))}
            value={state || null}
            onChange={(value) => setState(value ?? '')}
          />
          <Button leftSection={<Icon name="plus" size={14} />} onClick={() => setDialog('server')}>
            Add server
          </Button>
        </>
      }
    >
      <Panel flush>
        {services === null ? <RowsSkeleton rows={6} /> : null}
        {services !== null && shown.length === 0 ? (
          <EmptyState title="No service fits this filter">
            {count(peoplesServices(services).length, 'service')} in all. Clear the filter to see them.
          </EmptyState>
        ) : null}
        {shown.length > 0 ? (
          <ServiceTable
            label="All services"
            groups={[{ title: null, services: shown }]}
            sorting={{
              key,
              descending,
              onSort: (next) => setSort(next === key && !descending ? `-${next}` : next),
            }}
          />
        ) : null}
      </Panel>
      <AddServerDialog opened={dialog !== ''} onClose={() => setDialog('')} />
    </Page>
  )
}

function filterServices(
  services: readonly ServiceSnapshot[],
  text: string,
  state: string,
): ServiceSnapshot[] {
  const wanted = text.trim().toLowerCase()
  return services.filter(
    (service) =>
      (state === '' || service.state.kind === state) &&
      (wanted === '' || `${service.title} ${service.id} ${service.port}`.toLowerCase().includes(wanted)),
  )
}
