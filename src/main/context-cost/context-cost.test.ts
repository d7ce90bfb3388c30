import { expect, onTestFinished, test } from 'vitest'
import Sqlite from 'better-sqlite3'
import type { CatalogTool } from '@shared/domain/catalog'
import { defaultProfile } from '@shared/domain/profile'
import type { ToolStats } from '@shared/domain/metrics'
import { memoryLogger } from '../../../tests/support/memory-logger'
import { VirtualClock } from '../../../tests/support/virtual-clock'
import { controlMigrations, migrate, type WritableDatabase } from '../storage'
import { addressesOf, costOf, countByService, createContextCost, definitionsOf } from './index'

function database() {
  const db = new Sqlite(':memory:') as WritableDatabase
  onTestFinished(() => void db.close())
  migrate(db, controlMigrations, new VirtualClock())
  return { mode: 'writable', db, problem: null } as const
}
const definition = (name: string, description = 'Says it.') => ({
  name,
  description,
  inputSchema: { type: 'object' },
})
const tool = (name: string, trust: CatalogTool['trust'] = 'trusted'): CatalogTool => ({
  name,
  definition: definition(name),
  fingerprint: name,
  trust,
  findings: [],
})
const stats = (target: string, calls: number, responseBytes: number): ToolStats => ({
  target,
  calls,
  errors: 0,
  p50Ms: 1,
  p95Ms: 1,
  p99Ms: 1,
  requestBytes: 0,
  responseBytes,
})

test('counts each definition once, whatever else of it changes', async () => {
  const db = database()
  const asked: string[][] = []
  const count = async (texts: readonly string[]): Promise<number[]> => {
    asked.push([...texts])
    return texts.map(({ length }) => length)
  }
  const costs = createContextCost({ db, log: memoryLogger() })
  const a = definition('a')
  expect(costs.tokensOf(a)).toBeNull()
  await costs.count([a, definition('b'), { ...a }], count)
  expect(asked.map((texts) => texts.length)).toEqual([2])
  expect(costs.tokensOf({ ...a, icons: [], title: 'T' })).toBe(costs.tokensOf(a))
  expect(costs.tokensOf(a)).toBe(asked[0]?.[0]?.length)
  await createContextCost({ db, log: memoryLogger() }).count([a], count)
  expect(asked).toHaveLength(1)
})

test('a counter that is not there leaves costs unknown, and is asked again later', async () => {
  const costs = createContextCost({ db: database(), log: memoryLogger() })
  const none = countByService({ address: () => null, callTool: () => Promise.reject(new Error('never')) })
  await costs.count([definition('a')], none)
  expect(costs.tokensOf(definition('a'))).toBeNull()
  const there = countByService({
    address: () => ({ id: 'context', url: 'http://x' }),
    callTool: async (_service, call) => {
      expect(call.tool).toBe('count_tokens')
      return { content: [], structuredContent: { each: [7] } }
    },
  })
  await costs.count([definition('a')], there)
  expect(costs.tokensOf(definition('a'))).toBe(7)
})

test('many definitions go in several questions', async () => {
  const sizes: number[] = []
  const costs = createContextCost({ db: database(), log: memoryLogger() })
  const many = Array.from({ length: 1_200 }, (_, n) => definition(`tool_${n}`))
  await costs.count(many, async (texts) => (sizes.push(texts.length), texts.map(() => 1)))
  expect(sizes).toEqual([500, 500, 200])
})

test('adds up what an address shows: trusted tools under their names there, and the results of their calls', async () => {
  const costs = createContextCost({ db: database(), log: memoryLogger() })
  const services = [
    {
      serviceId: 'x',
      title: 'X',
      tools: [tool('a'), tool('b', 'new')],
      stats: [stats('a', 2, 800), stats('ping', 9, 9)],
    },
    { serviceId: 'y', title: 'Y', tools: [tool('c')], stats: [] },
  ]
  const profile = { ...defaultProfile, id: 'p', services: ['x'], tools: { 'x/a': { name: 'first' } } }
  const addresses = addressesOf(services, [defaultProfile, profile])
  expect(addresses.map(({ id, definitions }) => [id, definitions.map(({ name }) => name)])).toEqual([
    ['x', ['a']],
    ['y', ['c']],
    ['default', ['x__a', 'y__c']],
    ['p', ['first']],
  ])
  const before = costOf(addresses[0] as (typeof addresses)[number], costs)
  expect(before).toMatchObject({ tools: 1, definitionTokens: 0, exact: false, meanResultTokens: 100 })
  await costs.count(definitionsOf(addresses), async (texts) => texts.map(() => 10))
  expect(addresses.map((address) => costOf(address, costs))).toMatchObject([
    { id: 'x', kind: 'service', definitionTokens: 10, searchModeTokens: 30, exact: true },
    { id: 'y', definitionTokens: 10, meanResultTokens: null },
    { id: 'default', kind: 'profile', definitionTokens: 20, meanResultTokens: 100 },
    { id: 'p', definitionTokens: 10 },
  ])
})
