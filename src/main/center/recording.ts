import type { ServiceEvent } from '@shared/domain/service'
import { SECOND, type Clock } from '@shared/lib/clock'
import type { DisposableStore } from '@shared/lib/disposable'
import { measureSelf } from '@shared/process/self-usage'
import type { Otel } from '../otel'
import type { Observation } from './observation'
import { processSamples } from './process-samples'
import type { Supervision } from './supervision'

const SAMPLE_EVERY_MS = 5 * SECOND

/** Writes down what happens: service events, traffic, finished calls and the use of each process. */
export function startRecording(
  supervision: Supervision,
  { history, metrics, activity, logs }: Observation,
  deps: { clock: Clock; uptimeMs: () => number; otel: Otel },
  resources: DisposableStore,
): void {
  const { supervisor, frontDoor } = supervision
  const { otel } = deps
  const record = (event: ServiceEvent): void => {
    history.record(event)
    const level = levelOf(event.kind)
    logs.logger(event.serviceId)[level](`${event.kind}: ${event.detail}`)
    // Troubles stand in the center's log as well, where they are seen side by side.
    if (level !== 'info') logs.logger('center')[level](`${event.serviceId} ${event.kind}: ${event.detail}`)
  }
  resources.add(supervisor.onEvent(record))
  resources.add(
    frontDoor.onEvent((event) => {
      record(event)
      if (event.kind === 'exited' || event.kind === 'stopped') metrics.forgetInFlight()
    }),
  )
  resources.add(
    frontDoor.onTraffic(({ at, samples, calls, droppedCalls }) => {
      metrics.recordTraffic(samples, at)
      activity.record(calls, droppedCalls)
      otel.record(calls)
    }),
  )
  const usage = measureSelf()
  resources.add(
    deps.clock.every(SAMPLE_EVERY_MS, () =>
      metrics.recordProcess(processSamples(supervision.snapshots(), usage(), deps.uptimeMs())),
    ),
  )
}

/** What a person looking through the log of the center should not miss. */
function levelOf(kind: ServiceEvent['kind']): 'info' | 'warn' | 'error' {
  if (kind === 'failed' || kind === 'blocked') return 'error'
  const troubles: ServiceEvent['kind'][] = ['exited', 'hung', 'recycled', 'backing-off', 'degraded']
  return troubles.includes(kind) ? 'warn' : 'info'
}
