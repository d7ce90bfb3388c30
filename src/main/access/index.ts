import { unlimitedScope } from '@shared/domain/client-token'
import type { Logger } from '@shared/domain/log'
import type { Clock } from '@shared/lib/clock'
import { DAY, MINUTE } from '@shared/lib/clock'
import type { AcceptedToken } from '@shared/process/gateway-messages'
import { openClientTokens, type ClientTokens } from './client-tokens'
import { ExpiringSecrets } from './expiring-secrets'
import { loadOwnToken } from './own-token'
import { newToken, sameSecret, sha256Hex } from './secret'

export type { ClientTokens, NewToken } from './client-tokens'

/** How long a sign-in link can be used, once. */
export const SIGN_IN_MS = 5 * MINUTE
/** A browser stays signed in at most this long after its sign-in: its cookie is not renewed. A restart ends it too. */
export const BROWSER_SESSION_MS = 30 * DAY

/** Who may come in: the owner's token, one-time sign-in codes and the browsers that used one. */
export interface Access {
  readonly ownerToken: string
  /** What Connect writes into the configurations of AI clients: it opens the MCP ports and nothing else. */
  readonly clientsToken: string
  /** For our own services that look at others: it lists every tool, calls those that only read, and ends with this process. */
  readonly examinerToken: string
  /** The tokens of clients, the owner's among them. */
  readonly clients: ClientTokens
  /** For the gateway, which keeps hashes only. */
  acceptedTokens(): AcceptedToken[]
  verifyToken(candidate: string): boolean
  /** A code for one sign-in within the next 5 minutes. */
  issueSignInCode(): string
  /** @returns the id of the new browser session, or null when the code is unknown, used or too old */
  redeemSignInCode(code: string): string | null
  /** True for a live browser session; it is then known 30 more days, however long the browser keeps its cookie. */
  verifySession(sessionId: string): boolean
  readonly warnings: readonly string[]
}

/** @throws OmniMindError DATA_DIR_UNWRITABLE */
export function createAccess({ home, clock, log }: { home: string; clock: Clock; log: Logger }): Access {
  const owner = loadOwnToken(home, 'owner', clock.epochMs())
  const shared = loadOwnToken(home, 'clients', clock.epochMs())
  const { token } = owner
  const own = [
    { id: 'owner', name: 'Owner', sha256: sha256Hex(token) },
    { id: 'clients', name: 'AI clients', sha256: sha256Hex(shared.token) },
  ] as const
  const examinerToken = newToken()
  const internal = [
    {
      id: 'examiner',
      name: 'OmniMind itself',
      sha256: sha256Hex(examinerToken),
      expiresAt: null,
      priority: 'low',
      scope: { ...unlimitedScope, readOnly: true },
      listsAll: true,
    },
  ] as const
  const clients = openClientTokens({ home, clock, own, internal })
  const warnings = [...owner.warnings, ...shared.warnings, ...clients.warnings]
  for (const warning of warnings) log.warn(warning)
  const codes = new ExpiringSecrets(clock, SIGN_IN_MS, 100)
  const sessions = new ExpiringSecrets(clock, BROWSER_SESSION_MS, 1_000)
  return {
    ownerToken: token,
    clientsToken: shared.token,
    examinerToken,
    clients,
    acceptedTokens: () => clients.accepted(),
    verifyToken: (candidate) => sameSecret(candidate, token),
    issueSignInCode: () => codes.issue(),
    redeemSignInCode: (code) => (codes.consume(code) ? sessions.issue() : null),
    verifySession: (sessionId) => sessions.use(sessionId),
    warnings,
  }
}
