import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { Priority, TokenScope } from '@shared/domain/client-token'
import { ClientToken, isOwnToken, unlimitedScope } from '@shared/domain/client-token'
import { OmniMindError } from '@shared/errors'
import { MINUTE, type Clock } from '@shared/lib/clock'
import type { Disposable } from '@shared/lib/disposable'
import { Emitter } from '@shared/lib/emitter'
import type { AcceptedToken } from '@shared/process/gateway-messages'
import { newToken, sha256Hex } from './secret'
import { readTokens, writeTokens, type StoredToken } from './token-file'

const FILE = 'client-tokens.json'
/** When a token was last used is written at most this often. */
const USE_STORED_EVERY_MS = 10 * MINUTE
const MAX_TOKENS = 500
/** Revoked ones stay in the list for people, the oldest go first. */
const MAX_REVOKED = 100

export interface NewToken {
  name: string
  /** UTC epoch ms; null never ends. */
  expiresAt: number | null
  priority: Priority
  scope: TokenScope
}

/** The tokens clients come in with. A change is on disk before the call returns, and then told. */
export interface ClientTokens {
  /** The program's own first, then the newest first. */
  list(): ClientToken[]
  /**
   * @returns the secret, which is kept nowhere
   * @throws OmniMindError BAD_INPUT, DATA_DIR_UNWRITABLE; nothing changed then
   */
  create(token: NewToken): { token: ClientToken; secret: string }
  /** @throws OmniMindError BAD_INPUT for the owner's or an unknown one, DATA_DIR_UNWRITABLE */
  revoke(id: string): ClientToken[]
  /** The gateway saw these tokens in use. */
  used(uses: readonly { tokenId: string; at: number }[]): void
  /** What the gateway may accept from now on. */
  accepted(): AcceptedToken[]
  onChange(listener: () => void): Disposable
  readonly warnings: readonly string[]
}

export interface ClientTokensDeps {
  home: string
  clock: Pick<Clock, 'epochMs' | 'monotonicMs'>
  /** The program's own: shown with the others, not to be revoked. */
  own: readonly { id: string; name: string; sha256: string }[]
  /** Of our own services; they live as long as this process and are no affair of people. */
  internal: readonly AcceptedToken[]
}

/** @throws OmniMindError DATA_DIR_UNWRITABLE */
export function openClientTokens({ home, clock, own, internal }: ClientTokensDeps): ClientTokens {
  const file = join(home, FILE)
  const loaded = readTokens(file, clock.epochMs())
  const changes = new Emitter<void>()
  const ownTokens = own.map((token): StoredToken => ({
    ...token,
    createdAt: clock.epochMs(),
    expiresAt: null,
    lastUsedAt: null,
    revokedAt: null,
    priority: 'normal',
    scope: unlimitedScope,
  }))
  let tokens = loaded.tokens
  let usesStoredAt = clock.monotonicMs()

  const save = (next: StoredToken[]): void => {
    const kept = withoutOldRevoked(next)
    writeTokens(file, kept)
    tokens = kept
    changes.emit()
  }
  const list = (): ClientToken[] =>
    [...ownTokens, ...tokens.toSorted((a, b) => b.createdAt - a.createdAt)].map(shown)
  const isLive = (token: StoredToken): boolean =>
    token.revokedAt === null && (token.expiresAt === null || token.expiresAt > clock.epochMs())

  return {
    warnings: loaded.warnings,
    list,
    onChange: (listener) => changes.on(listener),
    accepted: () => [...[...ownTokens, ...tokens.filter(isLive)].map(accepted), ...internal],
    create: ({ name, expiresAt, priority, scope }) => {
      checkNew(name, expiresAt, clock.epochMs())
      if (tokens.filter(isLive).length >= MAX_TOKENS)
        throw badInput('There are too many tokens. Revoke some.')
      const secret = newToken()
      const token: StoredToken = {
        id: randomBytes(6).toString('hex'),
        name: name.trim(),
        createdAt: Math.round(clock.epochMs()),
        expiresAt,
        lastUsedAt: null,
        revokedAt: null,
        priority,
        scope,
        sha256: sha256Hex(secret),
      }
      save([...tokens, token])
      return { token: shown(token), secret }
    },
    revoke: (id) => {
      if (isOwnToken(id))
        throw badInput(
          "OmniMind's own tokens cannot be revoked.",
          'Delete access-token (of the owner) or mcp-token (of the AI clients) in the data directory and start OmniMind again.',
        )
      const token = tokens.find((one) => one.id === id)
      if (!token) throw badInput(`There is no token "${id}".`, '"omnimind token list" shows them.')
      const revokedAt = Math.round(clock.epochMs())
      if (token.revokedAt === null) save(tokens.map((one) => (one === token ? { ...one, revokedAt } : one)))
      return list()
    },
    used: (uses) => {
      for (const { tokenId, at } of uses) {
        const token = [...ownTokens, ...tokens].find(({ id }) => id === tokenId)
        if (token && at > (token.lastUsedAt ?? 0)) token.lastUsedAt = Math.round(at)
      }
      if (tokens.length === 0 || clock.monotonicMs() - usesStoredAt < USE_STORED_EVERY_MS) return
      usesStoredAt = clock.monotonicMs()
      try {
        writeTokens(file, tokens)
      } catch {
        // When a token was last used is not worth an error; it is tried again in ten minutes.
      }
    },
  }
}

function accepted({ id, name, sha256, expiresAt, priority, scope }: StoredToken): AcceptedToken {
  return { id, name, sha256, expiresAt, priority, scope }
}

/** Without its hash. */
function shown(stored: StoredToken): ClientToken {
  return ClientToken.parse(stored)
}

function checkNew(name: string, expiresAt: number | null, now: number): void {
  if (name.trim() === '') throw badInput('A token needs a name, so that people know whose it is.')
  if (expiresAt !== null && expiresAt <= now) throw badInput('A token cannot expire in the past.')
}

function withoutOldRevoked(tokens: StoredToken[]): StoredToken[] {
  const revoked = tokens.filter(({ revokedAt }) => revokedAt !== null)
  const tooMany = revoked.toSorted((a, b) => (a.revokedAt ?? 0) - (b.revokedAt ?? 0))
  const forgotten = new Set(tooMany.slice(0, Math.max(0, revoked.length - MAX_REVOKED)))
  return tokens.filter((token) => !forgotten.has(token))
}

function badInput(message: string, nextStep?: string): OmniMindError {
  return new OmniMindError('BAD_INPUT', message, nextStep === undefined ? {} : { nextStep })
}
