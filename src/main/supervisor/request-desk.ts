import type { ServiceManifest } from '@shared/domain/manifest'
import { OmniMindError } from '@shared/errors'
import type { CenterRequest } from '@shared/process/center-requests'
import type { FromService, ToService } from '@shared/process/service-messages'
import type { Instance } from './instance'

export type ServiceResponse = Extract<ToService, { type: 'response' }>

/** Answers what one run of a service asks of the control center. */
export interface RequestDesk {
  /** Never rejects for what the service asks: a failure is an answer too. */
  answer(request: CenterRequest, signal: AbortSignal): Promise<ServiceResponse['outcome']>
  /** The run is over: what was given to it is taken back. */
  close(): void
}

/** Opens a desk for one run. */
export type OpenDesk = (manifest: ServiceManifest) => RequestDesk

/** For services that may ask for nothing. */
export const closedDesk: RequestDesk = {
  answer: () => {
    const problem = new OmniMindError(
      'REQUEST_REFUSED',
      'Nobody answers requests of services here.',
    ).toProblem()
    return Promise.resolve({ kind: 'failed', problem })
  },
  close: () => {},
}

/** Brings the requests of an instance to its desk and the answers back, until it ends. */
export function serveRequests(instance: Instance<FromService, ToService>, desk: RequestDesk): void {
  const open = new Map<number, AbortController>()
  const take = async ({ id, request }: Extract<FromService, { type: 'request' }>): Promise<void> => {
    const caller = new AbortController()
    open.set(id, caller)
    const outcome = await desk.answer(request, caller.signal)
    if (!open.delete(id)) return
    instance.send({ type: 'response', id, outcome })
  }
  instance.onMessage((message) => {
    if (message.type === 'request') void take(message)
    else if (message.type === 'cancel-request') {
      open.get(message.id)?.abort()
      open.delete(message.id)
    }
  })
  instance.onEnd(() => {
    for (const caller of open.values()) caller.abort()
    open.clear()
    desk.close()
  })
}
