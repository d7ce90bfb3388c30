import type { LookupFunction } from 'node:net'
import { isPlainObject } from '@shared/mcp/json-rpc'
import type { Finding } from '../finding'
import type { HttpAnswer } from './http-exchange'
import { exchange } from './http-exchange'
import type { Door } from './other-doors'

const TIMEOUT_MS = 5_000
/** RFC 9728. */
const WELL_KNOWN = '/.well-known/oauth-protected-resource'

/**
 * What a 401 asks for: a sign-in by OAuth, when the server says where (RFC 9728), or a token made by hand. Metadata are
 * read from the server's own origin only: its answer must not send us to other addresses.
 * @param hasCredential whether a token or key was sent along
 */
export async function explainChallenge(
  refused: HttpAnswer,
  { url, signal, lookup, ours }: Door,
  hasCredential: boolean,
): Promise<Finding> {
  const challenge = refused.headers['www-authenticate']
  const evidence = [challenge === undefined ? 'no WWW-Authenticate header' : `WWW-Authenticate: ${challenge}`]
  if (isOmniMind(challenge)) return ofOmniMind(url, ours, hasCredential, evidence)
  if (hasCredential)
    return {
      code: 'TOKEN_REFUSED',
      text: `${url.host} does not accept the token or key that was sent (401).`,
      evidence,
    }
  const named = /resource_metadata="?([^",\s]{1,2000})/i.exec(challenge ?? '')?.[1]
  const path = url.pathname === '/' ? '' : url.pathname
  const places = named === undefined ? [`${WELL_KNOWN}${path}`, WELL_KNOWN] : [named]
  for (const place of places) {
    const address = URL.parse(place, url)
    if (address?.origin !== url.origin) continue
    const metadata = await readMetadata(address, signal, lookup)
    if (metadata === 'none') continue
    if (metadata === 'good')
      return { code: 'SIGN_IN_NEEDED', text: `${url.host} wants you to sign in, and says where.`, evidence }
    const text = `${url.host} wants you to sign in, but ${address.pathname} does not say where.`
    return { code: 'SIGN_IN_DATA_BROKEN', text, evidence }
  }
  if (named === undefined || URL.parse(named, url)?.origin === url.origin) {
    const text = `${url.host} refuses the request (401) and does not say how to sign in.`
    return named === undefined
      ? { code: 'CHALLENGE_MISSING', text, evidence }
      : { code: 'SIGN_IN_DATA_BROKEN', text: `${url.host} names sign-in data that are not there.`, evidence }
  }
  return { code: 'SIGN_IN_NEEDED', text: `${url.host} wants you to sign in.`, evidence }
}

/** As OmniMind's gateway asks for a token. */
function isOmniMind(challenge: string | undefined): boolean {
  return /^Bearer realm="omnimind"/i.test(challenge ?? '')
}

function ofOmniMind(
  { host }: URL,
  ours: Door['ours'],
  hasCredential: boolean,
  evidence: readonly string[],
): Finding {
  const what = ours ? `This is the service "${ours.id}" of OmniMind` : `${host} is an OmniMind`
  if (hasCredential)
    return {
      code: 'TOKEN_REFUSED',
      text: `${what}, and it does not accept the token that was sent (401).`,
      nextStep: 'Make a new token: omnimind token create NAME. The Connect page of OmniMind makes one, too.',
      evidence,
    }
  return {
    code: 'TOKEN_OF_OMNIMIND',
    text: `${what}, which wants a token of its own (401).`,
    ...(ours && { nextStep: ours.nextStep }),
    evidence,
  }
}

async function readMetadata(
  address: URL,
  signal: AbortSignal,
  lookup?: LookupFunction,
): Promise<'good' | 'broken' | 'none'> {
  const headers = { accept: 'application/json' }
  try {
    const { status, text } = await exchange(address, {
      method: 'GET',
      headers,
      timeoutMs: TIMEOUT_MS,
      signal,
      lookup,
    })
    if (status === 404 || status === 401 || status === 405) return 'none'
    const metadata: unknown = JSON.parse(text)
    const servers = isPlainObject(metadata) ? metadata['authorization_servers'] : null
    return status === 200 && Array.isArray(servers) && servers.length > 0 ? 'good' : 'broken'
  } catch {
    signal.throwIfAborted()
    return 'broken'
  }
}
