import type { GatewayStatus } from '@shared/domain/gateway'
import type { ServiceSnapshot } from '@shared/domain/service'
import { formatAgo } from '../../../ui/format'

export interface CircuitTrouble {
  serviceId: string
  sentence: string
  why: string
}

/** Circuits that keep calls from a service now. */
export function circuitAttention(
  gateway: GatewayStatus | null,
  services: readonly ServiceSnapshot[],
  now: number,
): CircuitTrouble[] {
  return (gateway?.guards ?? []).flatMap(({ serviceId, circuit, refused }) => {
    if (circuit.kind !== 'open') return []
    const title = services.find((service) => service.id === serviceId)?.title ?? serviceId
    return {
      serviceId,
      sentence: `The circuit of ${title} is open: calls to it fail at once.`,
      why: `It failed too often in a row. One call is let through ${formatAgo(Math.max(circuit.until, now + 2_000), now)}; ${refused.circuit} were refused since the gateway started.`,
    }
  })
}
