import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { server as knowledge } from '@servers/knowledge/server'
import { openKnowledgeStore } from '@servers/knowledge/store'
import { OmniMindError } from '@shared/errors'
import { systemClock } from '@shared/lib/clock'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { recordedLog, serve, type Served } from '../support/served'

/** Words that mean the same share a number; that is all this model knows. */
const meanings = [
  ['car', 'automobile', 'vehicle'],
  ['doctor', 'physician'],
  ['boat', 'ship'],
]
const Request = z.object({ model: z.string(), input: z.array(z.string()) })

type Reply = (texts: string[], response: ServerResponse) => void
const vectorOf = (text: string): number[] => [
  ...meanings.map((words) => words.filter((word) => text.toLowerCase().includes(word)).length),
  0.01,
]
const answerWith = (response: ServerResponse, data: unknown): void => void response.end(JSON.stringify(data))
const vectors: Reply = (texts, response) =>
  answerWith(response, {
    data: texts.map((text, index) => ({ index, embedding: vectorOf(text) })).toReversed(),
  })

let endpoint: Server
let url: string
let reply: Reply
let asked: { texts: string[]; authorization: string | undefined }[]
let served: Served
let client: Client

beforeEach(async () => {
  reply = vectors
  asked = []
  endpoint = createServer((request, response) => void answer(request, response))
  await new Promise<void>((resolve) => endpoint.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}/v1`
  served = await serve(knowledge, {
    settings: { embeddingsUrl: url, embeddingsModel: 'tiny', embeddingsKey: 'secret' },
  })
  client = (await served.connect()).client
})
afterEach(async () => {
  await client.close()
  await served.close()
  endpoint.closeAllConnections()
  await new Promise((resolve) => endpoint.close(resolve))
})

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const { input } = Request.parse(JSON.parse(Buffer.concat(chunks).toString()))
  asked.push({ texts: input, authorization: request.headers.authorization })
  reply(input, response)
}

const call = async (name: string, args: Record<string, unknown> = {}) =>
  (await client.callTool({ name, arguments: args })).structuredContent as Record<string, unknown>
const remember = (key: string, value: string) => call('remember', { key, value, category: key })
const search = async (text: string) => {
  const { hits, rankedBy } = (await call('search_knowledge', { text })) as {
    hits: { key: string }[]
    rankedBy: string[]
  }
  return { keys: hits.map(({ key }) => key), rankedBy }
}
const state = async () => (await call('knowledge_statistics'))['embeddings'] as Record<string, unknown>
/** The work in the background is observed through the service's own statistics. */
const until = (expected: Record<string, unknown>) =>
  vi.waitFor(async () => expect(await state()).toMatchObject(expected), { timeout: 8_000, interval: 20 })

test('finds by meaning what has no word in common, and the key goes along', async () => {
  await remember('garage', 'The automobile stands outside')
  await remember('harbour', 'The ship has left')
  await until({ model: 'tiny', embedded: 2, waiting: 0, lastError: null })
  const found = await search('where is my car?')
  expect(found.keys[0]).toBe('garage')
  expect(found.rankedBy).toEqual(['bm25', 'window', 'embeddings'])
  const scoped = await call('search_knowledge', { text: 'where is my car?', category: 'harbour' })
  expect(scoped).toMatchObject({ hits: [{ key: 'harbour' }] })
  expect(asked.every(({ authorization }) => authorization === 'Bearer secret')).toBe(true)
  await call('update', { key: 'garage', category: 'garage', value: 'The physician is in' })
  await until({ embedded: 2, waiting: 0 })
  expect((await search('a doctor')).keys[0]).toBe('garage')
})

test('the tools that send something to the endpoint say so', async () => {
  const { tools } = await client.listTools()
  const outside = tools.filter(({ annotations }) => annotations?.openWorldHint).map(({ name }) => name)
  expect(outside).toEqual(['remember', 'search_knowledge', 'update', 'remember_batch'])
})

test('a repeated search asks the endpoint once', async () => {
  await remember('garage', 'The automobile stands outside')
  await until({ embedded: 1 })
  await search('my car')
  const before = asked.length
  expect((await search('my car')).rankedBy).toContain('embeddings')
  expect(asked).toHaveLength(before)
})

test('an endpoint that fails is asked again; until then words alone decide, and the answer says so', async () => {
  reply = (_, response) => void response.writeHead(503).end()
  await remember('garage', 'The automobile stands outside')
  await until({ embedded: 0, waiting: 1, lastError: 'The embeddings endpoint answered HTTP 503.' })
  expect(await search('automobile')).toEqual({ keys: ['garage'], rankedBy: ['bm25', 'window'] })
  reply = vectors
  await until({ embedded: 1, waiting: 0, lastError: null })
})

test('what an endpoint that fails left out is not kept by the gateway', async () => {
  const lifetime = async (name: string, args: Record<string, unknown>) =>
    (await client.callTool({ name, arguments: args }))['ttlMs']
  const query = { text: 'automobile' }
  reply = (_, response) => void response.writeHead(503).end()
  await remember('garage', 'The automobile stands outside')
  await until({ waiting: 1, lastError: 'The embeddings endpoint answered HTTP 503.' })
  expect(await lifetime('search_knowledge', query)).toBe(0)
  expect(await lifetime('search_knowledge', { text: 'nowhere to be found' })).toBe(0)
  expect(await lifetime('knowledge_statistics', {})).toBe(0)
  await client.close()
  await served.close()
  reply = vectors
  served = await serve(knowledge, { settings: { embeddingsUrl: url, embeddingsModel: 'tiny' } })
  client = (await served.connect()).client
  await remember('garage', 'The automobile stands outside')
  await until({ embedded: 1, waiting: 0, lastError: null })
  expect(await lifetime('search_knowledge', query)).toBeUndefined()
  expect(await lifetime('search_knowledge', query)).toBeUndefined()
  expect(await lifetime('knowledge_statistics', {})).toBeUndefined()
})

test('a database that takes no vectors is tried again, and the service lives on', async () => {
  const other = new Database(join(served.dataDir, 'knowledge.db'))
  other.exec(`CREATE TRIGGER full BEFORE INSERT ON embeddings
              BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END`)
  await remember('garage', 'The automobile stands outside')
  const lastError = 'Embeddings could not be kept: database or disk is full'
  await until({ embedded: 0, waiting: 1, lastError })
  other.exec('DROP TRIGGER full')
  other.close()
  await until({ embedded: 1, waiting: 0, lastError: null })
  expect(served.log.lines).toEqual([{ level: 'warn', text: lastError }])
})

test.each<[string, Reply, RegExp]>([
  ['no JSON', (_, response) => void response.end('<html>'), /does not work/],
  ['something else', (_, response) => answerWith(response, { vectors: [] }), /something else than vectors/],
  ['fewer vectors', (_, response) => answerWith(response, { data: [] }), /fewer vectors/],
  [
    'a vector of zeros',
    (_, response) => answerWith(response, { data: [{ index: 0, embedding: [0, 0] }] }),
    /direction/,
  ],
  ['a broken connection', (_, response) => void response.socket?.destroy(), /does not work/],
  ['a redirect', (_, response) => void response.writeHead(307, { location: url }).end(), /does not work/],
])('%s is a failure that harms nothing', async (_, broken, reason) => {
  reply = broken
  await remember('garage', 'The automobile stands outside')
  await until({ embedded: 0, waiting: 1, lastError: expect.stringMatching(reason) })
  expect((await search('automobile')).rankedBy).toEqual(['bm25', 'window'])
})

test('vectors of another length are refused: they belong to another model', async () => {
  await remember('garage', 'The automobile stands outside')
  await until({ embedded: 1 })
  reply = (texts, response) =>
    answerWith(response, { data: texts.map((_, index) => ({ index, embedding: [1, 2] })) })
  expect((await search('car')).rankedBy).not.toContain('embeddings')
  await remember('harbour', 'The ship')
  await until({
    embedded: 1,
    waiting: 1,
    lastError: expect.stringContaining('2 numbers where others have 4'),
  })
})

test('a text the endpoint will not take does not hold up the others', async () => {
  reply = (texts, response) =>
    texts.some((text) => text.includes('poison'))
      ? void response.writeHead(400).end()
      : vectors(texts, response)
  const entries = ['the car', 'poison', 'the boat'].map((value, n) => ({ key: `${n}`, value }))
  await call('remember_batch', { entries })
  await until({ embedded: 2, waiting: 0, refused: 1 })
})

test('a slow endpoint delays a search by its 2 seconds once, then searches do without', async () => {
  await remember('garage', 'The automobile stands outside')
  await until({ embedded: 1 })
  reply = () => {}
  const started = performance.now()
  expect(await search('automobile')).toEqual({ keys: ['garage'], rankedBy: ['bm25', 'window'] })
  expect(performance.now() - started).toBeGreaterThan(1_900)
  const count = asked.length
  expect((await search('automobile outside')).keys).toEqual(['garage'])
  expect(asked).toHaveLength(count)
  expect(await state()).toMatchObject({ lastError: expect.stringContaining('did not answer in time') })
})

test.each([
  [{ embeddingsUrl: 'not an address' }, 'not an address'],
  [{ embeddingsUrl: 'file:///etc/passwd', embeddingsModel: 'm' }, 'http://'],
  [{ embeddingsUrl: 'http://me:secret@localhost', embeddingsModel: 'm' }, 'name or password'],
  [{ embeddingsUrl: 'http://localhost' }, 'embeddings model'],
])('settings that cannot work are told: %j', async (settings, text) => {
  const error: unknown = await serve(knowledge, { settings }).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(OmniMindError)
  expect(error).toMatchObject({ code: 'CONFIG_INVALID', message: expect.stringContaining(text) })
})

test('another model: all vectors are computed anew, kept entries and their queue outlive a restart', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'omni-model-'))
  const open = (model: string, at = url) =>
    openKnowledgeStore({
      dataDir,
      clock: systemClock,
      log: recordedLog(),
      notice: () => {},
      settings: { embeddingsUrl: at, embeddingsModel: model, embeddingsKey: '' },
    })
  const embedded = (store: ReturnType<typeof open>, count: number) =>
    vi.waitFor(() => expect(store.embeddings()).toMatchObject({ embedded: count, waiting: 0 }), {
      interval: 10,
    })

  const without = open('', '')
  without.remember([{ source: 's', category: 'c', key: 'k', value: 'The automobile' }])
  without.close()
  const first = open('one')
  await embedded(first, 1)
  first.close()
  const second = open('two')
  await embedded(second, 1)
  expect(asked).toHaveLength(2)
  expect((await second.search({ text: 'my car', limit: 5 })).hits[0]?.key).toBe('k')
  second.close()
  rmSync(dataDir, { recursive: true })
})
