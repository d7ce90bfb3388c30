import { join } from 'node:path'
import type { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { server } from '@servers/memory/server'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createRandom } from '../support/random'
import { serve, type Served } from '../support/served'

interface Found {
  name: string
  score: number
  observations: string[]
  totalObservations: number
}

let served: Served
let client: Client
beforeEach(async () => {
  served = await serve(server)
  client = (await served.connect()).client
})
afterEach(async () => {
  await client.close()
  await served.close()
})

const call = (name: string, args: Record<string, unknown>) => client.callTool({ name, arguments: args })
async function search(query: string, limit = 10): Promise<Found[]> {
  const { structuredContent } = await call('search_memory', { query, limit })
  return (structuredContent as { entities: Found[] }).entities
}
const names = async (query: string) => (await search(query)).map(({ name }) => name)
const entity = (name: string, ...observations: string[]) => ({ name, entityType: 'person', observations })
const create = (...entities: object[]) => call('create_entities', { entities })

test('ranks by inflected words and answers few observations, the one that fits first', async () => {
  const others = Array.from({ length: 20 }, (_, n) => `spent day ${n} at the office`)
  await create(
    entity('Ada', ...others, 'walked along the harbour', ...others.map((text) => `${text} again`)),
    entity('Bob', 'likes walks'),
    entity('Eve', 'plays chess'),
  )
  const [first, second] = await search('who was walking by the harbours?')
  expect(first).toMatchObject({ name: 'Ada', totalObservations: 41 })
  expect(first?.observations[0]).toBe('walked along the harbour')
  expect(first?.observations.length).toBeLessThanOrEqual(5)
  expect(second).toMatchObject({ name: 'Bob', observations: ['likes walks'] })
  expect(await search('harbour', 1)).toHaveLength(1)
})

test('an observation beside one that fits is answered too, and the description says so', async () => {
  await create(entity('Ada', 'a', 'b', 'moved in May', 'walked along the harbour', 'it rained', 'y', 'z'))
  const [found] = await search('harbour')
  expect(found?.observations[0]).toBe('walked along the harbour')
  expect(found?.observations).toEqual(expect.arrayContaining(['moved in May', 'it rained']))
  expect(found?.observations).not.toContain('z')
  const { tools } = await client.listTools()
  const described = tools.find(({ name }) => name === 'search_memory')?.description
  expect(described).toContain('those beside them')
  expect(described).not.toContain('only the observations that fit')
})

test('an entity is found by its type and by the names it is related to', async () => {
  await create(entity('Ada'), { name: 'Acme', entityType: 'employer', observations: [] }, entity('Bob'))
  await call('create_relations', { relations: [{ from: 'Ada', to: 'Acme', relationType: 'works at' }] })
  expect(await names('employers')).toEqual(['Acme'])
  expect(await names('acme')).toEqual(['Acme', 'Ada'])
  await call('delete_entities', { entityNames: ['Acme'] })
  expect(await names('acme')).toEqual([])
})

test('follows every kind of change, and a call that fails changes nothing', async () => {
  await create(entity('Ada', 'one', 'two', 'three'))
  await call('delete_observations', { deletions: [{ entityName: 'Ada', observations: ['two'] }] })
  expect(await names('two')).toEqual([])
  await call('add_observations', { observations: [{ entityName: 'Ada', contents: ['four'] }] })
  expect(await names('four')).toEqual(['Ada'])
  const failing = ['Ada', 'nobody'].map((entityName) => ({ entityName, contents: ['five'] }))
  expect((await call('add_observations', { observations: failing })).isError).toBe(true)
  expect(await names('five')).toEqual([])
  const jsonl = JSON.stringify({ type: 'entity', ...entity('Eve', 'six') })
  await call('import_graph', { jsonl, mode: 'replace' })
  expect(await names('four')).toEqual([])
  expect(await names('six')).toEqual(['Eve'])
})

test.each([
  '"',
  'a AND',
  'NEAR(x',
  'name:x*',
  '^ - ( )',
  "'; DROP TABLE entities; --",
  '\0',
  '漢',
  'half \ud83d',
])('the query %j is words, never syntax', async (query) => {
  await create(entity('Ada', 'a name near x 漢字 half'))
  expect((await call('search_memory', { query })).isError).toBeUndefined()
})

test('scripts without spaces, beginnings of words, and broken text', async () => {
  await create(entity('東京都', '雨が降った'), entity('half \ud83d', 'a performance \ud83d'))
  expect(await names('京都')).toEqual(['東京都'])
  expect(await names('降')).toEqual(['東京都'])
  expect(await names('perfor')).toEqual(['half \ud83d'])
})

test('after 200 random changes the index knows exactly what the graph has', async () => {
  const random = createRandom(3)
  const some = () => random.some(['Ada', 'Bob', 'Eve', 'Zoe'], 2)
  const text = () => `note ${random.below(30)}`
  for (let n = 0; n < 200; n++) {
    const entityName = random.pick(['Ada', 'Bob', 'Eve', 'Zoe'])
    await random.pick([
      () => create(...some().map((name) => entity(name, text(), text()))),
      () => call('add_observations', { observations: [{ entityName, contents: [text(), text()] }] }),
      () => call('delete_observations', { deletions: [{ entityName, observations: [text()] }] }),
      () => call('create_relations', { relations: [{ from: 'Ada', to: entityName, relationType: 'knows' }] }),
      () => (random.chance(0.2) ? call('delete_entities', { entityNames: some() }) : search(text())),
    ])()
  }
  const db = new Database(join(served.dataDir, 'memory.db'), { readonly: true })
  const ids = (table: string, id: string) => db.prepare(`SELECT ${id} FROM ${table} ORDER BY 1`).pluck().all()
  for (const [table, index] of [
    ['entities', 'entity_ranked'],
    ['observations', 'observation_ranked'],
  ] as const)
    for (const part of ['own', 'window']) expect(ids(`${index}_${part}`, 'rowid')).toEqual(ids(table, 'id'))
  expect(ids('observations', 'id').length).toBeGreaterThan(0)
  db.close()
})
