import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { defaultProfile } from '@shared/domain/profile'
import { DAY } from '@shared/lib/clock'
import { FakeTerminal } from '../../../tests/support/fake-terminal'
import type { RunningDashboard } from '../../../tests/support/running-dashboard'
import { startTestDashboard } from '../../../tests/support/running-dashboard'
import { runCli } from './run'

let board: RunningDashboard
beforeAll(async () => void (board = await startTestDashboard()))
afterAll(() => board.close())

async function omnimind(...words: string[]) {
  const terminal = new FakeTerminal({ OMNIMIND_HOME: board.home })
  const code = await runCli(words, terminal)
  return { code, out: terminal.outLines.join('\n'), err: terminal.errLines.join('\n') }
}
const made = () => board.center.gateway.tokens.at(-1)

describe('token', () => {
  it('create prints the secret alone on standard output', async () => {
    const { code, out, err } = await omnimind('token', 'create', 'Editor')
    expect({ code, out }).toEqual({ code: 0, out: `omm_secret-of-${made()?.id}` })
    expect(err).toContain('shown this once')
    expect(made()).toMatchObject({ name: 'Editor', expiresAt: null, priority: 'normal' })
  })

  it('create takes every limit', async () => {
    board.center.deps().profiles.save({ ...defaultProfile, id: 'work' })
    const before = Date.now()
    const limits = [
      '--profile',
      'work',
      '--service',
      'thinking',
      '--service',
      'memory',
      '--tool',
      'memory/s*',
    ]
    const more = ['--expires', '30d', '--read-only', '--priority', 'high', '--json']
    const { out } = await omnimind('token', 'create', 'Agent', ...limits, ...more)
    expect(JSON.parse(out)).toMatchObject({
      token: { name: 'Agent' },
      secret: expect.stringMatching(/^omm_/),
    })
    expect(made()).toMatchObject({
      priority: 'high',
      scope: { profile: 'work', services: ['thinking', 'memory'], tools: ['memory/s*'], readOnly: true },
    })
    const endsIn = (made()?.expiresAt ?? 0) - before
    expect(endsIn).toBeGreaterThanOrEqual(30 * DAY)
    expect(endsIn).toBeLessThan(30 * DAY + 60_000)
  })

  it('list says what each may do, and revoke shows the end', async () => {
    expect((await omnimind('token', 'list')).out).toMatch(/Agent .*high .*profile work.*reading only/)
    const { code, out } = await omnimind('token', 'revoke', made()?.id ?? '')
    expect(code).toBe(0)
    expect(out).toMatch(/Agent .*revoked 2026-11-21/)
  })

  it.each([
    [['create'], 'create NAME'],
    [['create', 'two', 'words'], 'create NAME'],
    [['revoke'], 'revoke ID'],
    [['revoke', 'nobody'], 'no token "nobody"'],
    [['forget'], 'list, create NAME, revoke ID'],
    [['create', 'x', '--expires', 'soon'], 'for example 30d'],
    [['create', 'x', '--expires', '0d'], 'for example 30d'],
    [['create', 'x', '--priority', 'urgent'], 'high, normal or low'],
    [['create', 'x', '--tool', 'search'], 'SERVICE/TOOL'],
    [['create', 'x', '--profile', 'defualt'], 'There is no profile "defualt".\nDid you mean "default"?'],
    [['create', 'x', '--service', 'memroy'], 'There is no service "memroy".\nDid you mean "memory"?'],
    [['create', 'x', '--tool', 'memroy/search'], 'There is no service "memroy".'],
  ])('%j ends with 2, and nothing is made', async (words, text) => {
    const before = board.center.gateway.tokens.length
    const { code, err } = await omnimind('token', ...words)
    expect(code).toBe(2)
    expect(err).toContain(text)
    expect(board.center.gateway.tokens).toHaveLength(before)
  })
})

describe('gateway', () => {
  it('status shows the guards and the clients', async () => {
    const refused = { scope: 1, rate: 2, queue: 3, circuit: 4, timeout: 5 }
    const guard = { concurrencyLimit: 32, inFlight: 2, queued: 7, refused }
    board.center.gateway.tells({
      guards: [
        {
          ...guard,
          serviceId: 'memory',
          circuit: { kind: 'open', until: Date.UTC(2026, 10, 21, 12, 30) },
          cache: { hits: 2, diskHits: 1, misses: 1, entries: 1 },
        },
      ],
    })
    const counts = { sessions: 1, calls: 2, refused: 0, lastSeenAt: 0 }
    const client = { client: 'ed\u202eit', tokenName: 'a\nb', era: 'session', priority: 'normal' } as const
    board.center.gateway.tells({ clients: [{ ...client, ...counts, tokenId: 'owner' }] })
    const { out } = await omnimind('gateway')
    expect(out).toMatch(/^ed‹U\+202E›it +a b +1 +2 +0$/m)
    expect(out).toMatch(/memory +open until 12:30:00 UTC +2 of 32 +7 +15 +75 % of 4/)
    expect(JSON.parse((await omnimind('gateway', 'status', '--json')).out)).toMatchObject({
      guards: [{ serviceId: 'memory' }],
    })
  })

  it('clears caches and closes circuits', async () => {
    for (const words of [['clear-cache'], ['clear-cache', 'memory'], ['close-circuit', 'memory']])
      expect((await omnimind('gateway', ...words)).code).toBe(0)
    expect(board.center.gateway.cleared).toEqual([null, 'memory'])
    expect(board.center.gateway.closed).toEqual(['memory'])
  })

  it('names what it does not know', async () => {
    expect((await omnimind('gateway', 'close-circuit')).code).toBe(2)
    expect((await omnimind('gateway', 'explode')).err).toContain('clear-cache')
    expect((await omnimind('gateway', 'clear-cache', 'memroy')).code).toBe(4)
  })
})
