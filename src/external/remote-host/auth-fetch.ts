import { BlockList, isIP } from 'node:net'
import type { FetchLike } from '@modelcontextprotocol/client'
import { SECOND } from '@shared/lib/clock'

const TIMEOUT_MS = 15 * SECOND
const MAX_BYTES = 1024 * 1024

/**
 * The `fetch` for signing in: bounded in time and size, and kept from being led to this machine or to plain HTTP
 * by what a server elsewhere says. A server on this machine may name addresses of this machine. Redirects are
 * answers like others here: the SDK follows those within the origin, and each of them comes by here again.
 */
export function createAuthFetch(serverUrl: URL): FetchLike {
  const mayStayHere = isLoopback(serverUrl.hostname)
  return async (input, init) => {
    const url = new URL(input)
    const isHere = isLoopback(url.hostname)
    if (!mayStayHere && (isHere || url.protocol !== 'https:'))
      throw new Error(`The server named ${url.origin} for signing in, which is not accepted.`)
    const timeout = AbortSignal.timeout(TIMEOUT_MS)
    const signal = init?.signal ? AbortSignal.any([init.signal, timeout]) : timeout
    const answer = await fetch(url, { ...init, signal, redirect: 'manual' })
    const text = await readBounded(answer)
    const { status, statusText, headers } = answer
    return new Response(text === '' ? null : text, { status, statusText, headers })
  }
}

async function readBounded(answer: Response): Promise<string> {
  if (!answer.body) return ''
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of answer.body) {
    text += decoder.decode(chunk, { stream: true })
    if (text.length > MAX_BYTES) throw new Error('The sign-in service sent more than 1 MB.')
  }
  return text + decoder.decode()
}

/** Addresses of this machine, or of its own link, which also name the metadata service of a cloud. */
const here = new BlockList()
here.addSubnet('0.0.0.0', 8)
here.addSubnet('127.0.0.0', 8)
here.addSubnet('169.254.0.0', 16)
here.addAddress('::', 'ipv6')
here.addAddress('::1', 'ipv6')
here.addSubnet('fe80::', 10, 'ipv6')

/** @param hostname as URL writes it. An IPv4 address mapped into IPv6 counts as what it is. */
function isLoopback(hostname: string): boolean {
  const name = hostname.replace(/\.$/, '')
  if (name === 'localhost' || name.endsWith('.localhost')) return true
  const address = name.replace(/^\[|\]$/g, '')
  const version = isIP(address)
  return version !== 0 && here.check(address, version === 6 ? 'ipv6' : 'ipv4')
}
