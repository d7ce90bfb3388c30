import { server } from '@servers/memory/server'
import { MAX_LINE_LENGTH } from '@shared/lib/json-lines'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { serve, type Served } from '../support/served'
import { rawConnection, type RawConnection } from '../support/raw-connection'

let served: Served
let raw: RawConnection
beforeEach(async () => {
  served = await serve(server)
  raw = await rawConnection(served.endpoint)
})
afterEach(async () => {
  raw.close()
  await served.close()
})

const request = (method: string, params: unknown = {}): string =>
  JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })
const ping = request('ping')

describe('lines that are no proper message', () => {
  test.each([
    ['no JSON', 'hello', -32700, null],
    ['half an object', '{"jsonrpc":"2.0"', -32700, null],
    ['no UTF-8', Buffer.from([0x22, 0xff, 0xfe, 0x22]), -32700, null],
    ['an array', '[]', -32600, null],
    ['no JSON-RPC', '{"id":3}', -32600, 3],
    ['an id of the wrong type', '{"jsonrpc":"2.0","id":{},"method":"ping"}', -32600, null],
    ['an unknown method', '{"jsonrpc":"2.0","id":4,"method":"no/such"}', -32601, 4],
  ])('%s is answered with an error and the connection lives on', async (_, line, code, id) => {
    raw.send(line)
    raw.send('\n')
    expect(await raw.next()).toMatchObject({ id, error: { code } })
    raw.send(`${ping}\n`)
    expect(await raw.next()).toEqual({ jsonrpc: '2.0', id: 1, result: {} })
  })

  test('a broken line spoils its own line only', async () => {
    raw.send(
      Buffer.concat([Buffer.from(`${ping}\n"`), Buffer.from([0xc3, 0x28]), Buffer.from(`"\n${ping}\n`)]),
    )
    const answers = [await raw.next(), await raw.next(), await raw.next()] as { error?: { code: number } }[]
    expect(answers.map(({ error }) => error?.code ?? 'answered').sort()).toEqual([
      -32700,
      'answered',
      'answered',
    ])
  })

  test('a line over 10 MB is refused; the next one is served', async () => {
    raw.send('x'.repeat(MAX_LINE_LENGTH + 1))
    raw.send(`\n${ping}\n`)
    expect(await raw.next()).toMatchObject({ error: { message: 'The message is longer than 10 MB.' } })
    expect(await raw.next()).toMatchObject({ result: {} })
  })

  test('characters cut between packets arrive whole', async () => {
    const { client } = await served.connect()
    const entities = [{ name: '👩‍🚀', entityType: '漢字', observations: [] }]
    const line = Buffer.from(
      request('tools/call', { name: 'create_entities', arguments: { entities } }) + '\n',
    )
    for (const byte of line) raw.send(Buffer.from([byte]))
    expect(await raw.next()).toMatchObject({ result: { structuredContent: { entities } } })
    await client.close()
  })

  test('an answer over 10 MB becomes an error that says so', async () => {
    const entities = [{ name: 'x'.repeat(4_000_000), entityType: 'long', observations: [] }]
    raw.send(request('tools/call', { name: 'create_entities', arguments: { entities } }) + '\n')
    await raw.next()
    raw.send(request('tools/call', { name: 'create_relations', arguments: { relations: [] } }) + '\n')
    await raw.next()
    entities[0] = { name: 'y'.repeat(4_000_000), entityType: 'long', observations: [] }
    raw.send(request('tools/call', { name: 'create_entities', arguments: { entities } }) + '\n')
    await raw.next()
    raw.send(request('tools/call', { name: 'read_graph', arguments: {} }) + '\n')
    expect(await raw.next()).toMatchObject({
      id: 1,
      error: { message: expect.stringMatching(/^The result has 15\.\d MB; at most 10 MB can be sent/) },
    })
  })

  test('clients that leave in the middle of their calls disturb nobody', async () => {
    const { client } = await served.connect()
    for (let n = 0; n < 20; n++) {
      const leaving = await rawConnection(served.endpoint)
      const entities = [{ name: `leaving ${n}`, entityType: 'x', observations: ['x'.repeat(100_000)] }]
      leaving.send(request('tools/call', { name: 'create_entities', arguments: { entities } }) + '\n')
      leaving.send(request('tools/call', { name: 'read_graph', arguments: {} }) + '\n')
      leaving.close()
      await client.ping()
    }
    expect(await client.callTool({ name: 'open_nodes', arguments: { names: [] } })).toMatchObject({
      structuredContent: { entities: [] },
    })
    expect(served.log.lines.filter(({ level }) => level !== 'debug')).toEqual([])
    await client.close()
  })

  test('JSON nested 10,000 deep does no harm', async () => {
    const deep = `${'['.repeat(10_000)}${']'.repeat(10_000)}`
    raw.send(
      `{"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"open_nodes","arguments":{"names":${deep}}}}\n`,
    )
    expect(await raw.next()).toMatchObject({ id: 5, result: { isError: true } })
  })

  test('a client that does not read delays nobody else, and gets everything once it reads', async () => {
    const entities = [{ name: 'big', entityType: 'x', observations: ['x'.repeat(400_000)] }]
    raw.send(request('tools/call', { name: 'create_entities', arguments: { entities } }) + '\n')
    await raw.next()
    raw.pause()
    const read = request('tools/call', { name: 'read_graph', arguments: {} })
    for (let n = 0; n < 100; n++) raw.send(`${read}\n`)
    const other = await served.connect()
    await other.client.ping()
    raw.resume()
    for (let n = 0; n < 100; n++) expect(await raw.next()).toMatchObject({ result: {} })
    await other.client.close()
  })
})
