import type { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { buildService } from '../../tests/support/build-service.ts'
import { ServiceChild } from '../../tests/support/service-child.ts'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Passage } from './labelled.ts'

/** A search through a server's tool, over the real socket of a real process. */
export interface ServedSearch {
  search: (query: string) => Promise<readonly number[]>
  close: () => Promise<void>
}

/** Every passage an entry: source is its book, key its verse or headword. */
export async function knowledgeSearch(passages: readonly Passage[]): Promise<ServedSearch> {
  const { client, close } = await startService('knowledge')
  const ids = new Map(passages.map(({ book, key, id }) => [`${book} ${key}`, id]))
  const entries = passages.map(({ book, key, text }) => ({ source: book, key, value: text }))
  for (let at = 0; at < entries.length; at += 200)
    await client.callTool({ name: 'remember_batch', arguments: { entries: entries.slice(at, at + 200) } })
  return {
    async search(text) {
      const { hits } = await structured<{ hits: { source: string; key: string }[] }>(
        client,
        'search_knowledge',
        {
          text,
        },
      )
      return hits.map(({ source, key }) => ids.get(`${source} ${key}`) ?? 0)
    },
    close,
  }
}

/**
 * Every chapter and every headword an entity, its passages the observations. What counts is the order in which the
 * answer shows observations.
 */
export async function memorySearch(passages: readonly Passage[]): Promise<ServedSearch> {
  const { client, close } = await startService('memory')
  const chapters = new Map<string, Passage[]>()
  for (const passage of passages) {
    const name = passage.book === 'jargon' ? passage.key : `${passage.book} ${passage.key.split(':')[0]}`
    chapters.set(name, [...(chapters.get(name) ?? []), passage])
  }
  const entities = [...chapters].map(([name, of]) => ({
    name,
    entityType: of[0]?.book ?? '',
    observations: of.map(({ text }) => text),
  }))
  await client.callTool({ name: 'create_entities', arguments: { entities } })
  return {
    async search(query) {
      const { entities } = await structured<{ entities: { name: string; observations: string[] }[] }>(
        client,
        'search_memory',
        { query },
      )
      return entities.flatMap(({ name, observations }) => {
        const shown = observations.map((text) => text.replaceAll('…', '').trim())
        return shown.map(
          (text) => chapters.get(name)?.find((passage) => oneLine(passage.text).includes(text))?.id ?? 0,
        )
      })
    },
    close,
  }
}

const oneLine = (text: string): string => text.replaceAll(/\s+/gu, ' ')

async function structured<T>(client: Client, name: string, args: Record<string, unknown>): Promise<T> {
  return (await client.callTool({ name, arguments: args })).structuredContent as T
}

/** The bundled service in a process of its own, with an empty data directory. */
export async function startService(id: string): Promise<{ client: Client; close: () => Promise<void> }> {
  const built = await buildService()
  const dataDir = mkdtempSync(join(tmpdir(), 'omni-search-'))
  const child = new ServiceChild(built.entry)
  await child.start(id, dataDir)
  const client = await child.client()
  return {
    client,
    async close() {
      await client.close()
      await child.kill()
      built.remove()
      rmSync(dataDir, { recursive: true })
    },
  }
}
