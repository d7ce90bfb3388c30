/** Fixed ports outside the MCP services, before the offset. */
export const DASHBOARD_PORT = 4350
export const HEALTH_PORT = 4360

/** The port table's range for MCP services and the gateway, before the offset. */
const SERVICE_PORTS = { first: 4320, last: 4343 } as const
/** The gateway's own port: every service and every profile at one place. Before the offset. */
export const GATEWAY_PORT = SERVICE_PORTS.first

/** True for a port that the port table gives to something, whether it is in use now or not. */
export function isInPortTable(port: number, offset: number): boolean {
  const own = port - offset
  const forService = own >= SERVICE_PORTS.first && own <= SERVICE_PORTS.last
  return forService || own === DASHBOARD_PORT || own === HEALTH_PORT
}

/** Loopback, both families: with only one bound, a stranger could hold the other and answer for `localhost`. */
export const LOOPBACK_ADDRESSES = ['127.0.0.1', '::1'] as const

/**
 * Reads OMNIMIND_PORT_OFFSET: a whole number added to every port, so that two copies run side by side.
 * @returns the offset, or null when the text is not a number that keeps every port in 1024..65535
 */
export function parsePortOffset(text: string | undefined): number | null {
  if (text === undefined || text.trim() === '') return 0
  if (!/^-?\d{1,5}$/.test(text.trim())) return null
  const offset = Number(text)
  return SERVICE_PORTS.first + offset >= 1024 && HEALTH_PORT + offset <= 65_535 ? offset : null
}
