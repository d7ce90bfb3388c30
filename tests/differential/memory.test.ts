import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { server } from '@servers/memory/server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createRandom, type Random } from '../support/random'
import { serve, type Served } from '../support/served'
import { answer, listedTools, official, type Call } from './compare'
import { names, query, text, types } from './texts'

const PACKAGE = '@modelcontextprotocol/server-memory'

let served: Served
let ours: Client
let theirs: Client
let directory: string
let file: string

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'omni-official-'))
  file = join(directory, 'memory.jsonl')
  served = await serve(server)
  ours = (await served.connect()).client
  theirs = await official(PACKAGE, { MEMORY_FILE_PATH: file })
})

afterAll(async () => {
  await Promise.all([ours.close(), theirs.close()])
  await served.close()
  rmSync(directory, { recursive: true })
})

const entity = (random: Random) => ({
  name: random.pick(names),
  entityType: random.pick(types),
  observations: Array.from({ length: random.below(4) }, () => text(random)),
})
const relation = (random: Random) => ({
  from: random.pick(names),
  to: random.pick(names),
  relationType: random.pick(types),
})
const listOf = <T>(random: Random, make: (random: Random) => T): T[] =>
  Array.from({ length: random.below(4) }, () => make(random))

/** Observations that were made before, so that deletions and duplicates hit. */
function createCalls(random: Random): () => Call {
  const seen: string[] = ['never made']
  const remember = (made: string[]): string[] => (seen.push(...made), made)
  const verbs: (() => Call)[] = [
    () => {
      const entities = listOf(random, entity)
      for (const each of entities) remember(each.observations)
      return { tool: 'create_entities', arguments: { entities } }
    },
    () => ({ tool: 'create_relations', arguments: { relations: listOf(random, relation) } }),
    () => {
      const observations = listOf(random, () => ({
        entityName: random.pick(names),
        contents: [...random.some(seen, 2), ...remember(random.chance(0.5) ? [text(random)] : [])],
      }))
      return { tool: 'add_observations', arguments: { observations } }
    },
    () => ({ tool: 'delete_entities', arguments: { entityNames: random.some(names, 2) } }),
    () => ({
      tool: 'delete_observations',
      arguments: {
        deletions: listOf(random, () => ({
          entityName: random.pick(names),
          observations: random.some(seen, 6),
        })),
      },
    }),
    () => ({ tool: 'delete_relations', arguments: { relations: listOf(random, relation) } }),
    () => ({ tool: 'read_graph', arguments: {} }),
    () => ({ tool: 'search_nodes', arguments: { query: query(random) } }),
    () => ({ tool: 'search_nodes', arguments: { query: query(random) } }),
    () => ({ tool: 'open_nodes', arguments: { names: random.some(names, 4) } }),
  ]
  return () => (random.chance(0.05) ? random.pick(wrongCalls) : random.pick(verbs)())
}

const wrongCalls: Call[] = [
  { tool: 'create_entities', arguments: {} },
  { tool: 'create_entities', arguments: { entities: 'Ada' } },
  { tool: 'create_entities', arguments: { entities: [{ name: 1, entityType: null }] } },
  {
    tool: 'create_entities',
    arguments: { entities: [{ name: 'x', entityType: 'y', observations: [], more: 1 }] },
  },
  { tool: 'delete_entities', arguments: { entityNames: [null] } },
  { tool: 'search_nodes', arguments: { query: 7 } },
  { tool: 'open_nodes', arguments: { names: 'Ada' } },
  { tool: 'read_graph', arguments: { unexpected: true } },
  { tool: 'no_such_tool', arguments: {} },
]

/** Beside the official listing stands only our note for the gateway's cache. */
function withoutLifetime({ _meta, ...tool }: Record<string, unknown>): Record<string, unknown> {
  return _meta === undefined || isDeepStrictEqual(_meta, { 'omnimind/cacheSeconds': 300 })
    ? tool
    : { _meta, ...tool }
}

describe('memory against the official server', () => {
  test('lists the nine tools alike and in the same order', async () => {
    const expected = await listedTools(theirs)
    expect(expected).toHaveLength(9)
    expect((await listedTools(ours)).slice(0, 9).map(withoutLifetime)).toEqual(expected)
  })

  test('offers the same resource and the same capabilities', async () => {
    expect(await ours.listResources()).toEqual(await theirs.listResources())
    expect(await ours.listResourceTemplates()).toEqual(await theirs.listResourceTemplates())
    expect(ours.getServerCapabilities()).toEqual(theirs.getServerCapabilities())
  })

  test.each([1, 2, 3, 4])('answers 300 generated calls alike (seed %i)', async (seed) => {
    const nextCall = createCalls(createRandom(seed))
    for (let n = 0; n < 300; n++) {
      const call = nextCall()
      const expected = await answer(theirs, call)
      expect({ n, call, answer: await answer(ours, call) }).toEqual({ n, call, answer: expected })
    }
    const uri = 'memory://knowledge-graph'
    expect(await ours.readResource({ uri })).toEqual(await theirs.readResource({ uri }))
  })

  test('exports the same file, and the official server reads ours', async () => {
    const exported = await ours.callTool({ name: 'export_graph', arguments: {} })
    const { jsonl } = exported.structuredContent as { jsonl: string }
    expect(jsonl).toBe(readFileSync(file, 'utf8'))

    await ours.callTool({ name: 'import_graph', arguments: { jsonl, mode: 'replace' } })
    writeFileSync(file, jsonl)
    const call = { tool: 'read_graph', arguments: {} }
    expect(await answer(ours, call)).toEqual(await answer(theirs, call))
  })
})
