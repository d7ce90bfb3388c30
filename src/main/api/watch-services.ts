import type { ServiceUpdate } from '@shared/contract/services'
import { eventStream } from '@shared/lib/event-stream'
import type { ServiceControl } from './deps/program'

/**
 * First everything, then each service that changed. A slow reader gets the newest state of each changed
 * service once, not every state in between, so nothing is ever lost or piles up.
 */
export async function* watchServices(
  services: Pick<ServiceControl, 'list' | 'get' | 'onChange'>,
  signal: AbortSignal | undefined,
): AsyncGenerator<ServiceUpdate, void, void> {
  const changed = new Set<string>()
  const ticks = eventStream<null>(
    (push) => {
      push(null)
      return services.onChange(({ id }) => {
        changed.add(id)
        push(null)
      })
    },
    signal,
    1,
  )
  let first = true
  for await (const _tick of ticks) {
    const ids = [...changed]
    changed.clear()
    if (first) yield { type: 'all', services: services.list() }
    else
      for (const id of ids) {
        const service = services.get(id)
        if (service) yield { type: 'one', service }
      }
    first = false
  }
}
