import { hash, timingSafeEqual } from 'node:crypto'
import type { Priority, TokenScope } from '@shared/domain/client-token'
import type { AcceptedToken } from '@shared/process/gateway-messages'
import { rpcCode } from '@shared/mcp/json-rpc'
import type { Refusal, RequestHead } from './refusal'

/** Who sent the request. */
export interface Identity {
  tokenId: string
  name: string
  priority: Priority
  scope: TokenScope
}

export interface TokenGuard {
  /** Replaces the accepted tokens from now on. */
  accept(tokens: readonly AcceptedToken[]): void
  check(request: RequestHead): Identity | Refusal
}

/** Bearer tokens, known by their SHA-256 only and compared in constant time. */
export function createTokenGuard(): TokenGuard {
  let known: { identity: Identity; digest: Buffer }[] = []
  return {
    accept: (tokens) => {
      known = tokens.map(({ id, sha256, name, priority, scope }) => ({
        identity: { tokenId: id, name, priority, scope },
        digest: Buffer.from(sha256, 'hex'),
      }))
    },
    check: (request) => {
      if (request.url?.includes('?')) return inTheAddress
      const token = /^bearer +([^\s]+) *$/i.exec(request.headers.authorization ?? '')?.[1]
      if (token === undefined) return unauthorized('No token was sent.', '')
      const digest = hash('sha256', token, 'buffer')
      let found: Identity | null = null
      for (const { identity, digest: accepted } of known)
        if (timingSafeEqual(digest, accepted)) found = identity
      return found ?? unauthorized('The token is not known here.', ', error="invalid_token"')
    },
  }
}

const inTheAddress: Refusal = {
  guard: 'token',
  status: 400,
  code: rpcCode.refused,
  message: 'Send nothing after /mcp in the address: a token belongs into the Authorization header.',
}

function unauthorized(what: string, detail: string): Refusal {
  return {
    guard: 'token',
    status: 401,
    code: rpcCode.refused,
    message: `${what} Send "Authorization: Bearer TOKEN"; the Connect page of OmniMind shows the token.`,
    headers: { 'www-authenticate': `Bearer realm="omnimind"${detail}` },
  }
}
