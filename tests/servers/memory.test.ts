import { ResourceUpdatedNotificationSchema } from '@modelcontextprotocol/sdk/types.js'
import type { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { server } from '@servers/memory/server'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { serve, type Served } from '../support/served'

const uri = 'memory://knowledge-graph'
const ada = { name: 'Ada', entityType: 'person', observations: ['wrote the first program'] }

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

const call = async (name: string, args: Record<string, unknown> = {}, by = client) => {
  const { structuredContent, content, isError } = await by.callTool({ name, arguments: args })
  return { structured: structuredContent, text: (content as { text: string }[])[0]?.text, isError }
}

describe('memory over its socket', () => {
  test('every tool works and what one session writes another reads', async () => {
    const other = (await served.connect('other')).client
    await call('create_entities', { entities: [ada, { ...ada, name: 'Grace' }] })
    await call('create_relations', { relations: [{ from: 'Ada', to: 'Grace', relationType: 'inspires' }] })
    await call('add_observations', { observations: [{ entityName: 'Grace', contents: ['COBOL'] }] })
    await call('delete_observations', {
      deletions: [{ entityName: 'Grace', observations: ada.observations }],
    })
    expect((await call('search_nodes', { query: 'cobol' }, other)).structured).toEqual({
      entities: [{ name: 'Grace', entityType: 'person', observations: ['COBOL'] }],
      relations: [{ from: 'Ada', to: 'Grace', relationType: 'inspires' }],
    })
    await call('delete_relations', { relations: [{ from: 'Ada', to: 'Grace', relationType: 'inspires' }] })
    await call('delete_entities', { entityNames: ['Grace'] })
    expect((await call('read_graph', {}, other)).structured).toEqual({ entities: [ada], relations: [] })
    expect((await call('open_nodes', { names: ['Ada'] })).structured).toMatchObject({ entities: [ada] })
    await other.close()
  })

  test('an unknown entity is an error that changes nothing, the earlier part of the call included', async () => {
    await call('create_entities', { entities: [ada] })
    const observations = ['Ada', 'Bob'].map((entityName) => ({ entityName, contents: ['x'] }))
    expect(await call('add_observations', { observations })).toMatchObject({
      isError: true,
      text: 'Entity with name Bob not found',
    })
    expect((await call('read_graph')).structured).toMatchObject({ entities: [ada] })
  })

  test('import takes all lines or none, merges by default and replaces when told', async () => {
    const line = JSON.stringify({ type: 'entity', ...ada, observations: ['new'] })
    await call('create_entities', { entities: [ada] })
    expect(await call('import_graph', { jsonl: `${line}\nnot json` })).toMatchObject({
      isError: true,
      text: expect.stringContaining('Line 2 is not a line of a memory file; nothing was imported.'),
    })
    expect((await call('import_graph', { jsonl: `${line}\n\n` })).structured).toEqual({
      entitiesAdded: 0,
      observationsAdded: 1,
      relationsAdded: 0,
    })
    expect((await call('read_graph')).structured).toMatchObject({
      entities: [{ ...ada, observations: [...ada.observations, 'new'] }],
    })
    await call('import_graph', { jsonl: line, mode: 'replace' })
    expect(await call('export_graph')).toMatchObject({
      text: line,
      structured: { jsonl: line, entities: 1, relations: 0 },
    })
    expect((await call('search_nodes', { query: 'first program' })).structured).toMatchObject({
      entities: [],
    })
  })

  test('tells subscribers of other sessions of a change, and nobody else', async () => {
    const heard: string[] = []
    const listen = async (name: string): Promise<Client> => {
      const { client } = await served.connect(name)
      client.setNotificationHandler(ResourceUpdatedNotificationSchema, ({ params }) => {
        heard.push(`${name} ${params.uri}`)
      })
      return client
    }
    const [watcher, quitter, stranger] = [
      await listen('watcher'),
      await listen('quitter'),
      await listen('stranger'),
    ]
    await watcher.subscribeResource({ uri })
    await quitter.subscribeResource({ uri })
    await quitter.unsubscribeResource({ uri })
    await call('create_entities', { entities: [ada] })
    await call('read_graph')
    // A round trip on each connection: whatever was sent before has arrived.
    await Promise.all([watcher, quitter, stranger].map((each) => each.ping()))
    expect(heard).toEqual([`watcher ${uri}`])
    await Promise.all([watcher, quitter, stranger].map((each) => each.close()))
  })
})
