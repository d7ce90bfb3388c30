import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { Client } from '@modelcontextprotocol/sdk/client/index.js'
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js'
import { defaultLimits } from '@shared/domain/limits'
import { registry } from '@servers/registry'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connectToCenter } from '../../../src/main/cli/connection'
import { eventually } from '../../support/added-servers'
import { connectClient } from '../../support/mcp-client'
import { commandOf } from '../../support/processes'
import { createRandom } from '../../support/random'
import { startCenter, type RunningCenter } from '../../support/running-center'
import { brokenDatabases, filesBelow, leftovers } from './store-checks'
import type { Call, StorePlay } from './store-play'
import { storeless, storePlays } from './store-plays'
import { KilledWriter } from './write-until-killed'

const NO_RATE = { perMinute: 100_000, burst: 10_000 }
const SEED = 20_261_121
const TIMEOUT_MS = 120_000

let center: RunningCenter
beforeAll(async () => {
  center = await startCenter({ portOffset: 13_700, env: { OMNIMIND_RESTART_POLICY: 'immediate' } })
  // The test asks more than a client may.
  const rateByService = Object.fromEntries(storePlays.map(({ service }) => [service, NO_RATE]))
  await connectToCenter(center.home).client.gateway.updateLimits({ ...defaultLimits, rateByService })
}, TIMEOUT_MS)
afterAll(() => center.stop())

const dataDirOf = (service: string): string => join(center.home, 'services', service)
const isEmpty = (list: readonly unknown[]): boolean => list.length === 0

describe.runIf(process.platform === 'linux')('SIGKILL in the middle of a write', () => {
  test.each(storePlays)(
    '$service: $what',
    async (play) => {
      const client = await connect(play.service)
      const call = callOf(client)
      const dataDir = dataDirOf(play.service)
      await play.prepare?.(call, dataDir)
      const writer = new KilledWriter(play, call, createRandom(SEED))
      // A kill that came between two calls proves nothing and does not count.
      while (writer.interrupted < (play.kills ?? 3)) {
        const dead = await writer.writeUntilKilled(center, dataDir)
        // May be repeated, so it waits until the service is there again.
        await client.listTools()
        await eventually(() => dead.map(commandOf).filter(Boolean), isEmpty)
        await expectStored(play, call, writer)
        await eventually(() => leftovers(dataDir), isEmpty)
        expect(await brokenDatabases(dataDir)).toEqual([])
        play.check?.(dataDir)
      }
      await client.close()
    },
    TIMEOUT_MS,
  )

  test('every built-in service has its play, or keeps nothing', async () => {
    const known = new Set([...storePlays.map(({ service }) => service), ...Object.keys(storeless)])
    expect([...known].toSorted()).toEqual(registry.map(({ id }) => id).toSorted())
    for (const [service, tool] of Object.entries(storeless)) {
      const client = await connect(service)
      await callOf(client)(tool)
      await client.close()
      expect(filesBelow(dataDirOf(service))).toEqual([])
    }
  })
})

async function connect(service: string): Promise<Client> {
  const port = registry.find(({ id }) => id === service)?.port ?? 0
  return await connectClient(new URL(`${center.url(port)}/mcp`), center.token)
}

function callOf(client: Client): Call {
  return async (name, args = {}) => {
    const answer = (await client.callTool({ name, arguments: args })) as CallToolResult
    if (answer.isError === true) throw new Error(`${name}: ${JSON.stringify(answer.content).slice(0, 500)}`)
    return answer.structuredContent
  }
}

/** All that was acknowledged is there, whole; of the rest each is wholly there or wholly absent; nothing is there twice. */
async function expectStored(play: StorePlay, call: Call, writer: KilledWriter): Promise<void> {
  const stored = await play.read(call, dataDirOf(play.service))
  const numbers = stored.map(([n]) => n)
  expect(numbers).toEqual(expect.arrayContaining(writer.acknowledged))
  expect(numbers).toHaveLength(new Set(numbers).size)
  expect(Math.max(...numbers)).toBeLessThanOrEqual(writer.last)
  for (const [n, content] of stored)
    if (!isDeepStrictEqual(content, play.whole(n)))
      throw new Error(`Of write ${n} only a part is there: ${JSON.stringify(content).slice(0, 500)}`)
}
