import { hash } from 'node:crypto'
import type { Priority, TokenScope } from '@shared/domain/client-token'
import { systemClock, type Clock } from '@shared/lib/clock'
import { rpcCode } from '@shared/mcp/json-rpc'
import type { AcceptedToken } from '@shared/process/gateway-messages'
import type { Refusal, RequestHead } from './refusal'

/** Who sent the request. */
export interface Identity {
  tokenId: string
  name: string
  priority: Priority
  scope: TokenScope
  /** Sees tools it may not call. */
  listsAll?: boolean | undefined
}

export interface TokenGuard {
  /** Replaces the accepted tokens from now on. */
  accept(tokens: readonly AcceptedToken[]): void
  check(request: RequestHead): Identity | Refusal
  /** True while the token is accepted and has not expired: what it opened may stay open. */
  has(tokenId: string): boolean
}

interface Known {
  identity: Identity
  /** UTC epoch ms. */
  expiresAt: number
}

/**
 * Bearer tokens, known by their SHA-256 only. What came in is hashed once and looked up by its hash: how long
 * that takes depends on a hash the sender cannot steer, not on how much of a token was guessed, and it costs the
 * same with one token as with a thousand. Expiry is looked at on each request, so a token ends on time.
 */
export function createTokenGuard(clock: Pick<Clock, 'epochMs'> = systemClock): TokenGuard {
  let byHash = new Map<string, Known>()
  let byId = new Map<string, Known>()
  return {
    accept: (tokens) => {
      byHash = new Map(tokens.map((token) => [token.sha256, known(token)]))
      byId = new Map([...byHash.values()].map((entry) => [entry.identity.tokenId, entry]))
    },
    has: (tokenId) => (byId.get(tokenId)?.expiresAt ?? -Infinity) > clock.epochMs(),
    check: (request) => {
      if (request.url?.includes('?')) return inTheAddress
      const token = bearerOf(request.headers.authorization)
      if (token === null) return unauthorized('No token was sent.', '')
      const found = byHash.get(hash('sha256', token, 'hex'))
      if (!found) return unauthorized('The token is not known here.', ', error="invalid_token"')
      if (found.expiresAt <= clock.epochMs()) return expired(found)
      return found.identity
    },
  }
}

function known({ id, name, priority, scope, listsAll, expiresAt }: AcceptedToken): Known {
  return { identity: { tokenId: id, name, priority, scope, listsAll }, expiresAt: expiresAt ?? Infinity }
}

function bearerOf(header: string | undefined): string | null {
  return /^bearer +([^\s]+) *$/i.exec(header ?? '')?.[1] ?? null
}

const inTheAddress: Refusal = {
  guard: 'token',
  status: 400,
  code: rpcCode.refused,
  message: 'Send nothing after /mcp in the address: a token belongs into the Authorization header.',
}

function expired({ identity, expiresAt }: Known): Refusal {
  const when = new Date(expiresAt).toISOString()
  return refusal(
    `The token "${identity.name}" expired at ${when}. Make a new one in OmniMind, or with "omnimind token create".`,
    ', error="invalid_token", error_description="expired"',
  )
}

function unauthorized(what: string, detail: string): Refusal {
  return refusal(
    `${what} Send "Authorization: Bearer TOKEN"; the Connect page of OmniMind shows the token.`,
    detail,
  )
}

function refusal(message: string, detail: string): Refusal {
  return {
    guard: 'token',
    status: 401,
    code: rpcCode.refused,
    message,
    headers: { 'www-authenticate': `Bearer realm="omnimind"${detail}` },
  }
}
