import { COMBINED_SERVICE } from '../guards/path'

/** Where an MCP session was opened, and stays: an address of the combined port, or a service's own port. */
export interface Place {
  /** Whose port. */
  serviceId: string
  /** The profile or service the address means. */
  endpointId: string
}

export function isCombined({ serviceId }: Place): boolean {
  return serviceId === COMBINED_SERVICE
}

/** @returns a text that is the same for the same place only */
export function placeKey({ serviceId, endpointId }: Place): string {
  return serviceId === COMBINED_SERVICE ? `${serviceId}/${endpointId}` : serviceId
}
