/** A program listening on a port, as the operating system tells it. */
export interface ListeningSocket {
  address: string
  port: number
  /** null when the system does not tell (another user's process). */
  pid: number | null
  /** Who runs it, by number on Unix; null when unknown. */
  uid: number | null
}

/** What is known of a process. `startedAt` tells two processes with the same pid apart; its unit is the system's. */
export interface ProcessFacts {
  command: string | null
  user: string | null
  startedAt: string | null
}

/** How one operating system answers who listens and who a process is. */
export interface PortSource {
  listeners(port: number): Promise<ListeningSocket[]>
  facts(pid: number): Promise<ProcessFacts>
}

const WILDCARDS = new Set(['0.0.0.0', '::', '*'])
const LOOPBACKS = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1'])

/**
 * True when a listener on `held` is in the way of binding `wanted` (both families of loopback when undefined).
 * A wildcard of one family is taken to hold the other too: IPv6 sockets usually do.
 */
export function isInTheWay(held: string, wanted?: string): boolean {
  if (WILDCARDS.has(held)) return true
  return wanted === undefined ? LOOPBACKS.has(held) : held === wanted
}
