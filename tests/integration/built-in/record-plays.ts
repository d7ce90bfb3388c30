import { z } from 'zod'
import { grouped, numberIn, parts, readEach, text, type StorePlay } from './store-play'

const Graph = z.object({
  entities: z.array(
    z.object({ name: z.string(), entityType: z.string(), observations: z.array(z.string()) }),
  ),
})
export const memory: StorePlay = {
  service: 'memory',
  what: 'entities, 100 a call',
  write: (call, n) =>
    call('create_entities', {
      entities: parts(100, (part) => ({
        name: `${n}-${part}`,
        entityType: String(n),
        observations: [text(n, 400)],
      })),
    }),
  async read(call) {
    const { entities } = Graph.parse(await call('read_graph'))
    return grouped(
      entities.map((one) => [Number(one.entityType), Number(one.name.split('-')[1]), one.observations]),
    )
  },
  whole: (n) => parts(100, (part) => [part, [text(n, 400)]]),
}

const Sessions = z.object({ sessions: z.array(z.object({ sessionId: z.string() })) })
const Thoughts = z.object({ thoughts: z.array(z.object({ thought: z.string(), thoughtNumber: z.number() })) })
export const thinking: StorePlay = {
  service: 'thinking',
  what: 'thoughts',
  write: (call, n) =>
    call('sequentialthinking', {
      thought: text(n, 200_000),
      thoughtNumber: n,
      totalThoughts: n,
      nextThoughtNeeded: true,
    }),
  async read(call) {
    const { sessions } = Sessions.parse(await call('list_thinking_sessions', { limit: 200 }))
    const answers = await Promise.all(
      sessions.map(({ sessionId }) => call('get_thinking_session', { sessionId })),
    )
    return answers
      .flatMap((answer) => Thoughts.parse(answer).thoughts)
      .map(({ thoughtNumber, thought }) => [thoughtNumber, thought])
  },
  whole: (n) => text(n, 200_000),
}

const Contexts = z.object({ contexts: z.array(z.object({ name: z.string() })) })
const Loaded = z.object({ content: z.string() })
export const context: StorePlay = {
  service: 'context',
  what: 'contexts',
  write: (call, n) => call('save_context', { name: `context ${n}`, content: text(n, 200_000) }),
  async read(call) {
    const { contexts } = Contexts.parse(await call('list_contexts', { limit: 200 }))
    return await readEach(contexts, async ({ name }) => {
      const { content } = Loaded.parse(await call('load_context', { name }))
      return [numberIn(name), content]
    })
  },
  whole: (n) => text(n, 200_000),
}

const Addresses = z.object({ entries: z.array(z.object({ source: z.string(), key: z.string() })) })
const Entries = z.object({
  entries: z.array(z.object({ source: z.string(), key: z.string(), value: z.unknown() })),
})
export const knowledge: StorePlay = {
  service: 'knowledge',
  what: 'entries, 100 a call',
  write: (call, n) =>
    call('remember_batch', {
      entries: parts(100, (part) => ({ source: `${n}`, key: `${part}`, value: text(n, 400) })),
    }),
  async read(call) {
    const Statistics = z.object({ entries: z.number() })
    const { entries } = Statistics.parse(await call('knowledge_statistics'))
    const found: [number, number, unknown][] = []
    for (let offset = 0; offset < entries; offset += 200) {
      const list = Addresses.parse(await call('list_memories', { orderBy: 'key', limit: 200, offset }))
      const asked = list.entries.map(({ source, key }) => ({ source, key }))
      const { entries: recalled } = Entries.parse(await call('recall_batch', { entries: asked }))
      for (const one of recalled) found.push([Number(one.source), Number(one.key), one.value])
    }
    return grouped(found)
  },
  whole: (n) => parts(100, (part) => [part, text(n, 400)]),
}

const Rows = z.object({ rows: z.array(z.array(z.unknown())) })
export const sqlite: StorePlay = {
  service: 'sqlite',
  what: 'rows, 1000 a statement',
  prepare: (call) =>
    call('create_table', { query: 'CREATE TABLE writes (n INTEGER, part INTEGER UNIQUE, text TEXT)' }),
  write: (call, n) =>
    call('write_query', {
      query: `WITH RECURSIVE parts (part) AS (SELECT 0 UNION ALL SELECT part + 1 FROM parts WHERE part < 999)
              INSERT INTO writes SELECT :n, :n * 1000 + part, :text FROM parts`,
      params: { n, text: text(n, 400) },
    }),
  async read(call) {
    const query = `SELECT n, count(*), count(DISTINCT part), min(text), max(text) FROM writes GROUP BY n`
    const { rows } = Rows.parse(await call('read_query', { query }))
    return rows.map(([n, ...rest]) => [Number(n), rest])
  },
  whole: (n) => [1_000, 1_000, text(n, 400), text(n, 400)],
}

const Page = z.object({
  rows: z.array(z.object({ id: z.number(), n: z.number(), text: z.string() })),
  nextOffset: z.number().nullable(),
})
export const supabase: StorePlay = {
  service: 'supabase',
  what: 'rows of the embedded database, 200 a call',
  // Its first start takes ten seconds, each further one some.
  kills: 1,
  prepare: (call) =>
    call('create_table', {
      table: 'writes',
      columns: [
        { name: 'id', type: 'integer', primaryKey: true },
        { name: 'n', type: 'integer' },
        { name: 'text', type: 'text' },
      ],
    }),
  write: (call, n) =>
    call('insert_rows', {
      table: 'writes',
      rows: parts(200, (part) => ({ id: n * 1_000 + part, n, text: text(n, 100) })),
    }),
  async read(call) {
    const found: [number, number, string][] = []
    for (let offset: number | null = 0; offset !== null;) {
      const query = { table: 'writes', order: [{ column: 'id' }], limit: 1_000, offset }
      const page = Page.parse(await call('select_rows', query))
      for (const row of page.rows) found.push([row.n, row.id % 1_000, row.text])
      offset = page.nextOffset
    }
    return grouped(found)
  },
  whole: (n) => parts(200, (part) => [part, text(n, 100)]),
}
