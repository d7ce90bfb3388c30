import { afterEach, beforeEach, expect, test } from 'vitest'
import { rpcCode } from '@shared/mcp/json-rpc'
import { KillableService } from './support/killable-service'
import { openSession, post, toolCall } from './support/raw-client'
import { RunningGateway } from './support/running-gateway'

const CLIENTS = 20
const KILLS = 30

let gateway: RunningGateway
let service: KillableService

beforeEach(async () => {
  gateway = await RunningGateway.start()
  service = new KillableService(gateway)
  await service.start()
})

afterEach(async () => {
  gateway.gateway.close()
  await service.kill()
})

interface Tally {
  lists: number
  calls: number
  outcomeUnknown: number
  wrong: string[]
}

/** Asks for a resource, then calls a tool, again and again; every answer must be the one that was asked for. */
async function runClient(name: string, tally: Tally, isOver: () => boolean): Promise<void> {
  const session = await openSession(gateway.url)
  for (let n = 0; !isOver(); n++) {
    const uri = `note://${name}/${n}`
    const read = { jsonrpc: '2.0', id: `r${n}`, method: 'resources/read', params: { uri } }
    const list = await answerTo(read, session)
    if (list.id === `r${n}` && JSON.stringify(list.result ?? '').includes(`"${uri}"`)) tally.lists++
    else tally.wrong.push(JSON.stringify(list))
    const called = await answerTo(toolCall(n, 'echo', { text: uri }), session)
    if (called.id !== n) tally.wrong.push(JSON.stringify(called))
    else if (called.error?.code === rpcCode.outcomeUnknown) tally.outcomeUnknown++
    else if (JSON.stringify(called.result ?? '').includes(`"${uri}"`)) tally.calls++
    else tally.wrong.push(JSON.stringify(called))
  }
}

interface Answer {
  id?: unknown
  result?: unknown
  error?: { code: number }
}

async function answerTo(message: object, session: Record<string, string>): Promise<Answer> {
  try {
    const response = await post(gateway.url, message, session)
    return (await response.json()) as Answer
  } catch (error) {
    return { id: `refused: ${String(error)}` }
  }
}

test('30 SIGKILLs under 20 clients: no repeatable request fails, every answer fits its question', async () => {
  const tally: Tally = { lists: 0, calls: 0, outcomeUnknown: 0, wrong: [] }
  let over = false
  const clients = Array.from({ length: CLIENTS }, (_, n) => runClient(`c${n}`, tally, () => over))
  for (let kill = 0; kill < KILLS; kill++) {
    const before = tally.lists
    while (tally.lists < before + CLIENTS) await new Promise((resolve) => setTimeout(resolve, 5))
    await service.kill()
    await service.start()
  }
  over = true
  await Promise.all(clients)
  expect(tally.wrong).toEqual([])
  expect(tally.lists).toBeGreaterThan(KILLS * CLIENTS)
  expect(tally.calls).toBeGreaterThan(KILLS)
  console.log(`${tally.lists} reads, ${tally.calls} calls, ${tally.outcomeUnknown} with an unknown outcome`)
}, 60_000)
