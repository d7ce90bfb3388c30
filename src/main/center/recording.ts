import { SECOND, type Clock } from '@shared/lib/clock'
import type { DisposableStore } from '@shared/lib/disposable'
import { measureSelf } from '@shared/process/self-usage'
import type { Observation } from './observation'
import { processSamples } from './process-samples'
import type { Supervision } from './supervision'

const SAMPLE_EVERY_MS = 5 * SECOND

/** Writes down what happens: service events, last errors, traffic, finished calls and the use of each process. */
export function startRecording(
  supervision: Supervision,
  { history, metrics, activity }: Observation,
  deps: { clock: Clock; uptimeMs: () => number },
  resources: DisposableStore,
): void {
  const { supervisor, frontDoor } = supervision
  resources.add(supervisor.onEvent((event) => history.record(event)))
  resources.add(
    frontDoor.onEvent((event) => {
      history.record(event)
      if (event.kind === 'exited' || event.kind === 'stopped') metrics.forgetInFlight()
    }),
  )
  resources.add(
    frontDoor.onTraffic(({ at, samples, calls, droppedCalls }) => {
      metrics.recordTraffic(samples, at)
      activity.record(calls, droppedCalls)
    }),
  )
  const usage = measureSelf()
  resources.add(
    deps.clock.every(SAMPLE_EVERY_MS, () =>
      metrics.recordProcess(processSamples(supervision.snapshots(), usage(), deps.uptimeMs())),
    ),
  )
}
