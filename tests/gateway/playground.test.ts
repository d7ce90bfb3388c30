import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { OmniMindError } from '@shared/errors'
import { createPlayground, type Playground } from '../../src/main/playground'
import { anyCall } from '../support/any-call'
import { openForTest } from '../support/databases'
import { VirtualClock } from '../support/virtual-clock'
import { RunningGateway, startService, TOKEN, type RunningService } from './support/running-gateway'

let gateway: RunningGateway
let service: RunningService
let playground: Playground

beforeEach(async () => {
  service = startService()
  gateway = await RunningGateway.start()
  gateway.route({ kind: 'up', endpoint: service.endpoint })
  const clock = new VirtualClock()
  playground = createPlayground({
    db: openForTest(clock),
    clock,
    token: TOKEN,
    version: '1',
    urlOf: (endpoint) => {
      if (endpoint === 'fixture') return gateway.url.href
      throw new OmniMindError('UNKNOWN_SERVICE', `There is no "${endpoint}".`)
    },
  })
})
afterEach(() => {
  gateway.gateway.close()
  service.close()
})

const echo = (text: string) =>
  ({ kind: 'tool', endpoint: 'fixture', name: 'echo', arguments: { text } }) as const
const contents = (request: string | null, requestCut = false) => ({
  request,
  response: null,
  requestCut,
  responseCut: false,
})

describe('a request by hand', () => {
  test('comes back with its result and everything that went over the wire, but the token', async () => {
    const { result, error, exchange } = await playground.send(echo('hello'))
    expect({ result, error }).toMatchObject({ result: { content: [{ text: 'hello' }] }, error: null })
    expect(
      exchange
        .filter(({ direction }) => direction === 'sent')
        .map(({ text }) => /"method":"([^"]+)"/.exec(text)?.[1]),
    ).toEqual(expect.arrayContaining(['initialize', 'notifications/initialized', 'tools/call']))
    expect(exchange.some(({ direction, text }) => direction === 'received' && text.includes('"hello"'))).toBe(
      true,
    )
    expect(JSON.stringify(exchange)).not.toContain(TOKEN)
    expect(exchange[0]?.headers['authorization']).toBe('Bearer [token]')
  })

  test('that the service refuses shows the error and the exchange up to it', async () => {
    const { result, error, exchange } = await playground.send({ ...echo('x'), name: 'no_such_tool' })
    expect(result === null ? error?.message : JSON.stringify(result)).toContain('no_such_tool')
    expect(exchange.length).toBeGreaterThan(2)
  })

  test('to nobody shows what failed', async () => {
    gateway.gateway.close()
    const { result, error } = await playground.send(echo('x'))
    expect(result).toBeNull()
    expect(error?.message).toBeTruthy()
  })

  test('whose arguments are too deep is not sent at all', async () => {
    let deep: Record<string, unknown> = {}
    for (let n = 0; n < 100; n++) deep = { deep }
    await expect(playground.send({ ...echo('x'), arguments: deep })).rejects.toMatchObject({
      code: 'BAD_INPUT',
    })
  })
})

test('the offer is what a client sees', async () => {
  const { tools } = await playground.offer('fixture')
  expect(tools.map(({ name }) => name)).toContain('echo')
  await expect(playground.offer('nobody')).rejects.toMatchObject({ code: 'UNKNOWN_SERVICE' })
})

describe('a recorded call', () => {
  const call = anyCall({ serviceId: 'fixture', target: 'echo' })

  test('is sent again with its arguments', async () => {
    const kept = contents(JSON.stringify({ name: 'other__echo', arguments: { text: 'again' } }))
    expect((await playground.replay(call, kept)).result).toMatchObject({ content: [{ text: 'again' }] })
  })

  test.each([
    ['were not kept', null],
    ['held a secret', contents('{"arguments":{"password":"[secret]"}}')],
    ['in part only', contents('{"arguments":{"text":"x', true)],
  ])('whose arguments %s is not', async (words, kept) => {
    const failure = expect(playground.replay(call, kept)).rejects
    await failure.toMatchObject({ code: 'BAD_INPUT', message: expect.stringContaining(words) })
  })

  test('of a method without an effect of its own is not', async () => {
    const failure = expect(
      playground.replay(anyCall({ method: 'initialize', target: null }), contents('{}')),
    ).rejects
    await failure.toMatchObject({ code: 'BAD_INPUT' })
  })
})

test('saved requests come back newest first and can be removed', () => {
  playground.save('one', echo('1'))
  const [two, one] = playground.save('two', echo('2'))
  expect([two?.title, one?.title, one?.request]).toEqual(['two', 'one', echo('1')])
  expect(playground.removeSaved(two?.id ?? '').map(({ title }) => title)).toEqual(['one'])
})
