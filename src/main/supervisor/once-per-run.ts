import type { ProbeResult } from './probe-schedule'
import type { ServiceDeps } from './service'

/** Every run has an endpoint of its own, so what was proven of one says nothing about the next. */
export function oncePerRun(probe: ServiceDeps['probe'], isWanted: () => boolean): ServiceDeps['probe'] {
  let proven: { endpoint: string; result: ProbeResult } | null = null
  return async (endpoint, manifest, signal) => {
    if (proven?.endpoint === endpoint && isWanted()) return proven.result
    const result = await probe(endpoint, manifest, signal)
    proven = result.problem === null ? { endpoint, result } : null
    return result
  }
}
