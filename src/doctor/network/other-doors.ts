import type { LookupFunction } from 'node:net'
import type { Clock } from '@shared/lib/clock'
import { Found, type Finding } from '../finding'
import { greetSession } from '../server/conversation'
import { exchange, NetworkFault } from './http-exchange'
import { HttpLink } from './http-link'

const TIMEOUT_MS = 3_000

/** An address, and how it is spoken to. */
export interface Door {
  url: URL
  headers: Record<string, string>
  clock: Clock
  signal: AbortSignal
  lookup?: LookupFunction | undefined
  /** The service of OmniMind that is known to be there, and how to examine it. */
  ours?: { id: string; nextStep: string } | undefined
}

/** Where MCP may be had of a server that does not speak it at the address given: the old transport, or another path. */
export async function otherDoors(door: Door): Promise<Finding | null> {
  const { url } = door
  if (await speaksOldSse(door, url))
    return { code: 'SSE_ONLY', text: `${url.host} speaks only the old HTTP with SSE, given up in 2025.` }
  if (url.pathname !== '/mcp' && (await speaksMcp(door, new URL('/mcp', url)))) {
    const better = new URL('/mcp', url).href
    return {
      code: 'WRONG_PATH',
      text: `MCP is not at ${url.pathname}, but at /mcp.`,
      nextStep: `Use ${better}`,
    }
  }
  const sse = new URL('/sse', url)
  if (url.pathname !== '/sse' && (await speaksOldSse(door, sse)))
    return {
      code: 'SSE_ONLY',
      text: `${url.host} speaks only the old HTTP with SSE, at /sse.`,
      nextStep: `Add it as an SSE server: omnimind servers add ID --url ${sse.href} --sse`,
    }
  return null
}

/** The old transport begins its stream with an event "endpoint" (transports, 2024-11-05). */
async function speaksOldSse({ headers, signal, lookup }: Door, url: URL): Promise<boolean> {
  try {
    const { events } = await exchange(url, {
      method: 'GET',
      headers: { ...headers, accept: 'text/event-stream' },
      timeoutMs: TIMEOUT_MS,
      signal,
      lookup,
      isEnough: () => true,
    })
    return events[0] === 'endpoint'
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof NetworkFault) return false
    throw error
  }
}

async function speaksMcp({ headers, clock, signal, lookup }: Door, url: URL): Promise<boolean> {
  const link = new HttpLink(url, headers, clock, signal, lookup)
  try {
    const { kind } = await greetSession(link, { greetMs: TIMEOUT_MS, requestMs: TIMEOUT_MS })
    return kind === 'greeted'
  } catch (error) {
    // What answers there breaks the protocol: no better door than this one.
    if (error instanceof Found) return false
    throw error
  } finally {
    await link.close()
  }
}
