import type { ServiceSnapshot } from '@shared/domain/service'
import { OmniMindError } from '@shared/errors'
import { didYouMean } from '@shared/lib/nearest'
import type { ServiceControl } from './deps/program'

/** @throws OmniMindError UNKNOWN_SERVICE with the known ids and the nearest one */
export function requireService(services: Pick<ServiceControl, 'get' | 'list'>, id: string): ServiceSnapshot {
  const service = services.get(id)
  if (service) return service
  const known = services.list().map((one) => one.id)
  throw new OmniMindError('UNKNOWN_SERVICE', `There is no service "${id}".`, {
    nextStep: didYouMean(id, known),
  })
}
