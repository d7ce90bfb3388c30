import { isServing, type ServiceSnapshot } from '@shared/domain/service'
import { formatPlace } from '../../../router'
import { EmptyState } from '../../../ui/empty-state'
import { Workbench } from '../../playground'
import { ServiceButtons } from '../service-buttons'

/**
 * What the service offers, and a bench to try it on; a service that is away is started first.
 * @param offered what a button above does already
 */
export function ToolsTab({ service, offered }: { service: ServiceSnapshot; offered: readonly string[] }) {
  if (!isServing(service.state)) {
    return (
      <EmptyState
        title={`${service.title} is not running`}
        action={<ServiceButtons service={service} offered={[...offered, 'restart', 'stop']} />}
      >
        Its tools can be listed and tried once it is ready. What they say of themselves stands in{' '}
        <a href={formatPlace(['security'], { service: service.id })}>Security</a>.
      </EmptyState>
    )
  }
  return <Workbench endpoint={service.id} version={service.state.kind} />
}
