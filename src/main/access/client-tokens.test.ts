import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { unlimitedScope } from '@shared/domain/client-token'
import { DAY, MINUTE } from '@shared/lib/clock'
import { VirtualClock } from '../../../tests/support/virtual-clock'
import { openClientTokens, type NewToken } from './client-tokens'
import { sha256Hex } from './secret'

let home: string
let clock: VirtualClock
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'omni-tokens-'))
  clock = new VirtualClock()
})
afterEach(() => rmSync(home, { recursive: true }))

const ownerSha256 = sha256Hex('owner')
const own = [{ id: 'owner', name: 'Owner', sha256: ownerSha256 }]
const open = () => openClientTokens({ home, clock, own, internal: [] })
const file = () => join(home, 'client-tokens.json')
const wish = (changes: Partial<NewToken> = {}): NewToken => ({
  name: 'Editor',
  expiresAt: null,
  priority: 'normal',
  scope: unlimitedScope,
  ...changes,
})

describe('tokens of clients', () => {
  it('are kept by their hash alone, in a private file', () => {
    const tokens = open()
    const { token, secret } = tokens.create(wish({ priority: 'high' }))
    expect(secret).toMatch(/^omm_[A-Za-z0-9_-]{43}$/)
    expect(readFileSync(file(), 'utf8')).not.toContain(secret)
    expect(statSync(file()).mode & 0o777).toBe(0o600)
    expect(JSON.stringify(tokens.list())).not.toContain(sha256Hex(secret))
    expect(open().accepted()).toEqual([
      expect.objectContaining({ id: 'owner', sha256: ownerSha256 }),
      {
        id: token.id,
        name: 'Editor',
        sha256: sha256Hex(secret),
        expiresAt: null,
        priority: 'high',
        scope: unlimitedScope,
      },
    ])
  })

  it('are told to the gateway on each change, and a revoked one is not among them', () => {
    const tokens = open()
    const told: string[][] = []
    tokens.onChange(() => told.push(tokens.accepted().map(({ id }) => id)))
    const { token } = tokens.create(wish())
    const list = tokens.revoke(token.id)
    expect(told).toEqual([['owner', token.id], ['owner']])
    expect(list.find(({ id }) => id === token.id)?.revokedAt).toBe(clock.epochMs())
    expect(open().accepted()).toHaveLength(1)
    tokens.revoke(token.id)
    expect(told).toHaveLength(2)
  })

  it('end on time', async () => {
    const tokens = open()
    tokens.create(wish({ expiresAt: clock.epochMs() + DAY }))
    await clock.advance(DAY - 1)
    expect(tokens.accepted()).toHaveLength(2)
    await clock.advance(1)
    expect(tokens.accepted()).toHaveLength(1)
    expect(tokens.list()).toHaveLength(2)
  })

  it.each<[string, (tokens: ReturnType<typeof open>) => unknown]>([
    ['revoking the owner', (tokens) => tokens.revoke('owner')],
    ['revoking nobody', (tokens) => tokens.revoke('nobody')],
    ['no name', (tokens) => tokens.create(wish({ name: '  ' }))],
    ['an end in the past', (tokens) => tokens.create(wish({ expiresAt: 1 }))],
  ])('%s is refused and changes nothing', (_what, attempt) => {
    const tokens = open()
    expect(() => attempt(tokens)).toThrow(expect.objectContaining({ code: 'BAD_INPUT' }))
    expect(tokens.list()).toHaveLength(1)
    expect(readdirSync(home)).toEqual([])
  })

  it('remember their last use, written now and then', async () => {
    const tokens = open()
    const { token } = tokens.create(wish())
    tokens.used([
      { tokenId: token.id, at: 5_000 },
      { tokenId: 'owner', at: 6_000 },
      { tokenId: 'gone', at: 7_000 },
    ])
    tokens.used([{ tokenId: token.id, at: 4_000 }])
    expect(tokens.list().map(({ lastUsedAt }) => lastUsedAt)).toEqual([6_000, 5_000])
    expect(open().list()[1]?.lastUsedAt).toBeNull()
    await clock.advance(11 * MINUTE)
    tokens.used([{ tokenId: token.id, at: 8_000 }])
    expect(open().list()[1]?.lastUsedAt).toBe(8_000)
  })

  it('let nobody in when their list is damaged, and keep it', () => {
    open().create(wish())
    writeFileSync(file(), '{"tokens":')
    const tokens = open()
    expect(tokens.accepted()).toHaveLength(1)
    expect(tokens.warnings[0]).toContain('No client token works')
    expect(readdirSync(home).some((name) => name.includes('.damaged-'))).toBe(true)
  })

  it('keep a bounded number of revoked ones', async () => {
    const tokens = open()
    for (let n = 0; n < 110; n++) {
      tokens.revoke(tokens.create(wish({ name: `n${n}` })).token.id)
      await clock.advance(1)
    }
    const names = tokens.list().map(({ name }) => name)
    expect(names).toHaveLength(101)
    expect(names).not.toContain('n0')
    expect(names).toContain('n109')
  })
})
