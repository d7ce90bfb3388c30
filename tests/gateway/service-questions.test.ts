import { afterEach, beforeEach, expect, test } from 'vitest'
import { rpcCode } from '@shared/mcp/json-rpc'
import { jsonHeaders, openSession, post, toolCall } from './support/raw-client'
import { RunningGateway } from './support/running-gateway'
import { ScriptedService } from './support/scripted-service'

/** More than the gateway keeps open for one MCP session. */
const MANY = 200

let gateway: RunningGateway
let service: ScriptedService
let session: Record<string, string>

const ask = (id: string, more: object = {}): void =>
  service.say({ jsonrpc: '2.0', id, method: 'roots/list', ...more })
const refused = async (id: string): Promise<void> => {
  const reply = await service.hears((message) => message['id'] === id)
  expect(reply).toMatchObject({ id, error: { code: rpcCode.refused } })
}
const listen = async (): Promise<Response> =>
  await fetch(gateway.url, { headers: { ...jsonHeaders, ...session } })
/** Reads the stream until the question with our id `last` came. @returns the ids seen */
async function questionsUntil(stream: Response, last: number): Promise<number[]> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const part of stream.body ?? []) {
    text += decoder.decode(part, { stream: true })
    if (text.includes(`"id":${last},`)) break
  }
  return [...text.matchAll(/"id":(\d+),/g)].map((match) => Number(match[1]))
}

beforeEach(async () => {
  service = new ScriptedService()
  gateway = await RunningGateway.start()
  gateway.route({ kind: 'up', endpoint: service.endpoint })
  session = await openSession(gateway.url)
})
afterEach(() => {
  gateway.gateway.close()
  service.close()
})

test('questions refused because nobody listens do not count as open', async () => {
  const call = post(gateway.url, toolCall(1, 'a'), { ...session, accept: 'application/json' })
  await service.hears((message) => message['id'] === 1)
  for (let n = 0; n < MANY; n++) ask(`q${n}`, { relatedRequestId: 1 })
  await refused(`q${MANY - 1}`)
  const stream = await listen()
  ask('last')
  expect(await questionsUntil(stream, MANY + 1)).toEqual([MANY + 1])
  service.say({ result: {}, jsonrpc: '2.0', id: 1 })
  await call
})

test('questions that waited too long for a listener are refused, the newest ones are asked', async () => {
  for (let n = 0; n < MANY; n++) ask(`q${n}`)
  await refused('q0')
  await refused(`q${MANY - 33}`)
  const ids = await questionsUntil(await listen(), MANY)
  expect(ids).toEqual(Array.from({ length: 32 }, (_, n) => MANY - 31 + n))
  expect(service.heard.filter((message) => message['error'] !== undefined)).toHaveLength(MANY - 32)
})

test('a question too long to be kept is refused at once', async () => {
  ask('long', { params: { text: 'x'.repeat(70_000) } })
  await refused('long')
})
