/** Fixed ports outside the MCP services, before the offset. */
export const DASHBOARD_PORT = 4350
export const HEALTH_PORT = 4360

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
  return 4320 + offset >= 1024 && HEALTH_PORT + offset <= 65_535 ? offset : null
}
