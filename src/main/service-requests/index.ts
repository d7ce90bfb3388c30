import type { ServiceManifest } from '@shared/domain/manifest'
import type { ServiceId } from '@shared/domain/service'
import { errorText, OmniMindError, toProblem } from '@shared/errors'
import type { Logger } from '@shared/domain/log'
import {
  dutyOf,
  type CenterRequest,
  type CenterRequestDetails,
  type CenterRequestKind,
  type CenterResponse,
  type ReachableService,
} from '@shared/process/center-requests'
import type { Consents } from '../consent'
import type { OpenDesk, RequestDesk } from '../supervisor'
import type { LogRequests } from './logs'
import { Workers, type WorkersDeps } from './workers'

export { createLogRequests } from './logs'

export interface ServiceRequestDeps extends Omit<WorkersDeps, 'log'> {
  /** Where the processes' lines go. */
  writeLog: WorkersDeps['log']
  log: Logger
  consents: Pick<Consents, 'ask'>
  logs: LogRequests
  services: () => ReachableService[]
  wakeService: (id: ServiceId) => void
  /** For services that reach others through the gateway. */
  accessToken: () => string
}

type Answers = {
  [Kind in CenterRequestKind]: (
    details: CenterRequestDetails<Kind>,
    signal: AbortSignal,
  ) => CenterResponse<Kind> | Promise<CenterResponse<Kind>>
}

/** What built-in services may ask of the control center: each only what its manifest names. */
export function createServiceRequests(deps: ServiceRequestDeps): OpenDesk {
  const workerDeps = { ...deps, log: deps.writeLog }
  return (manifest): RequestDesk => {
    const workers = new Workers(workerDeps, manifest.id)
    const answers: Answers = {
      'worker.start': (details) => workers.start(details),
      'worker.kill': async ({ workerId }) => ({ ended: await workers.kill(workerId) }),
      'consent.ask': ({ question }, signal) => deps.consents.ask(manifest.id, question, signal),
      'logs.search': ({ query }, signal) => deps.logs.search(query, signal),
      'logs.write': ({ lines }) => deps.logs.write(manifest.id, lines),
      'logs.statistics': () => deps.logs.statistics(),
      'logs.forget': (details) => deps.logs.forget(manifest.id, details),
      'services.list': () => ({ services: deps.services() }),
      'services.access': () => ({ token: deps.accessToken() }),
      'services.wake': ({ id }) => {
        deps.wakeService(id)
        return {}
      },
    }
    return {
      async answer(request, signal) {
        try {
          refuseUnnamed(manifest, request)
          return { kind: 'done', value: await answerOf(answers, request, signal) }
        } catch (error) {
          if (!(error instanceof OmniMindError) && !signal.aborted)
            deps.log.error(`${request.kind} of ${manifest.id} failed: ${errorText(error)}`)
          return { kind: 'failed', problem: toProblem(error) }
        }
      },
      close: () => workers.close(),
    }
  }
}

function answerOf(answers: Answers, request: CenterRequest, signal: AbortSignal): unknown {
  // The kind chooses the answer that takes its details; TypeScript cannot follow that through the table.
  const answer = answers[request.kind] as (details: object, signal: AbortSignal) => unknown
  return answer(request, signal)
}

function refuseUnnamed({ id, title, asksFor }: ServiceManifest, { kind }: CenterRequest): void {
  if (asksFor?.includes(dutyOf(kind))) return
  throw new OmniMindError('REQUEST_REFUSED', `${title} may not ask for ${kind}.`, {
    nextStep: `The manifest of ${id} must name it in "asksFor".`,
  })
}
