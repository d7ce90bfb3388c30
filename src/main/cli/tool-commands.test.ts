import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ToolReview } from '@shared/contract/trust'
import { FakeTerminal } from '../../../tests/support/fake-terminal'
import type { RunningDashboard } from '../../../tests/support/running-dashboard'
import { startTestDashboard } from '../../../tests/support/running-dashboard'
import { runCli } from './run'

let board: RunningDashboard
beforeAll(async () => void (board = await startTestDashboard()))
afterAll(() => board.close())

const review = (
  name: string,
  more: Partial<ToolReview> = {},
  tool: Partial<ToolReview['tool']> = {},
): ToolReview => ({
  serviceId: 'memory',
  tool: {
    name,
    definition: { name, description: 'Reads.\nMore\u200B.' },
    fingerprint: `print of ${name}`,
    trust: 'trusted',
    findings: [],
    ...tool,
  },
  approved: { name, description: 'Reads.' },
  approvedAt: 1,
  tokens: 12,
  ...more,
})
beforeEach(() => {
  board.center.trust.reviews = [
    review('read'),
    review(
      'write',
      {},
      {
        trust: 'changed',
        findings: [{ kind: 'hidden-characters', text: 'description holds a character nobody sees: U+200B.' }],
      },
    ),
    review('fresh', { approved: null, approvedAt: null, tokens: null }, { trust: 'new' }),
  ]
})

async function omnimind(...words: string[]) {
  const terminal = new FakeTerminal({ OMNIMIND_HOME: board.home })
  const code = await runCli(['tools', ...words], terminal)
  return { code, out: terminal.outLines.join('\n'), err: terminal.errLines.join('\n') }
}
const states = () => Object.fromEntries(board.center.trust.reviews.map(({ tool }) => [tool.name, tool.trust]))

describe('tools', () => {
  it.each([[[]], [['list']], [['list', 'memory']]])('%j shows state, cost and findings', async (words) => {
    const { code, out } = await omnimind(...words)
    expect(code).toBe(0)
    expect(out).toMatch(/memory +read +approved +12 +-/)
    expect(out).toMatch(/memory +write +changed +12 +hidden-characters/)
    expect(out).toMatch(/memory +fresh +new +- +-/)
  })

  it('diff shows what changed since the approval, and nothing stays hidden', async () => {
    const { out } = await omnimind('diff', 'memory')
    expect(out).toContain('! hidden-characters')
    expect(out).toContain('-   "description": "Reads."')
    expect(out).toContain('+ More‹U+200B›."')
    expect(out).toContain('fresh (new)')
    expect(out).not.toContain('read (')
  })

  it('approve takes named tools, or all that wait', async () => {
    expect((await omnimind('approve', 'memory', 'write')).code).toBe(0)
    expect(states()).toEqual({ read: 'trusted', write: 'trusted', fresh: 'new' })
    await omnimind('approve', 'memory', '--all')
    expect(states()['fresh']).toBe('trusted')
  })

  it('withdraw blocks again', async () => {
    await omnimind('withdraw', 'memory', 'read')
    expect(states()['read']).toBe('new')
  })

  it('costs are marked where they are not known or only estimated', async () => {
    const { out } = await omnimind('costs')
    expect(out).toMatch(/default +profile +3 +over 1234 +240 +about 56/)
  })

  it.each<[string[], number, string]>([
    [['approve', 'memory'], 2, 'Name tools to approve'],
    [['approve', 'memory', 'read', '--all'], 2, 'Name tools to approve'],
    [['approve', 'memory', 'raed'], 4, 'no tool "raed"'],
    [['list', 'memroy'], 4, 'no service "memroy"'],
    [['diff'], 2, 'not understood'],
    [['steal', 'memory'], 2, 'not understood'],
  ])('%j ends with %i', async (words, code, text) => {
    const ended = await omnimind(...words)
    expect([ended.code, ended.err]).toEqual([code, expect.stringContaining(text)])
    expect(states()).toEqual({ read: 'trusted', write: 'changed', fresh: 'new' })
  })
})
