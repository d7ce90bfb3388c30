import type { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { server } from '@servers/thinking/server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createRandom, type Random } from '../support/random'
import { serve, type Served } from '../support/served'
import { answer, listedTools, official, type Call } from './compare'
import { text } from './texts'

const PACKAGE = '@modelcontextprotocol/server-sequential-thinking'

let served: Served
beforeAll(async () => void (served = await serve(server)))
afterAll(() => served.close())

/** A fresh pair: the official server's state lasts as long as its process, ours as long as the session. */
async function pair(): Promise<{ ours: Client; theirs: Client; close: () => Promise<unknown> }> {
  const theirs = await official(PACKAGE)
  const { client: ours } = await served.connect()
  return { ours, theirs, close: () => Promise.all([ours.close(), theirs.close()]) }
}

const booleans = [true, false, 'true', 'FALSE', 'yes', 1, null]
const numbers = [1, 2, 3, 5, '4', '1e2', 0, -1, 2.5, 'x', null, true, [], 9_007_199_254_740_991]
const branchIds = ['a', 'b', '10', '9', '', 'Ω', 'half \ud83d', 'with space']

/** Mostly right, now and then wrong in one member. */
function thought(random: Random): Call {
  const number = (): unknown => (random.chance(0.03) ? random.pick(numbers) : 1 + random.below(9))
  const boolean = (): unknown => (random.chance(0.06) ? random.pick(booleans) : random.chance(0.5))
  const members: Record<string, unknown> = {
    thought: random.chance(0.02) ? 7 : text(random),
    nextThoughtNeeded: boolean(),
    thoughtNumber: number(),
    totalThoughts: number(),
  }
  if (random.chance(0.3)) members['isRevision'] = boolean()
  if (random.chance(0.3)) members['revisesThought'] = number()
  if (random.chance(0.4)) members['branchFromThought'] = number()
  if (random.chance(0.4)) members['branchId'] = random.pick(branchIds)
  if (random.chance(0.3)) members['needsMoreThoughts'] = boolean()
  if (random.chance(0.03)) delete members[random.pick(Object.keys(members))]
  return { tool: random.chance(0.01) ? 'think' : 'sequentialthinking', arguments: members }
}

describe('thinking against the official server', () => {
  test('lists the official tool alike and first', async () => {
    const { ours, theirs, close } = await pair()
    const expected = await listedTools(theirs)
    expect(expected).toHaveLength(1)
    expect((await listedTools(ours)).slice(0, 1)).toEqual(expected)
    expect(ours.getServerCapabilities()).toEqual(theirs.getServerCapabilities())
    await close()
  })

  test.each([1, 2, 3])('answers 300 generated calls alike (seed %i)', async (seed) => {
    const { ours, theirs, close } = await pair()
    const random = createRandom(seed)
    for (let n = 0; n < 300; n++) {
      const call = thought(random)
      const expected = await answer(theirs, call)
      expect({ n, call, answer: await answer(ours, call) }).toEqual({ n, call, answer: expected })
    }
    await close()
  })

  test('differs in one thing only: branch names that every JavaScript object inherits work', async () => {
    const { ours, theirs, close } = await pair()
    const call = {
      tool: 'sequentialthinking',
      arguments: {
        thought: 'x',
        nextThoughtNeeded: true,
        thoughtNumber: 1,
        totalThoughts: 1,
        branchFromThought: 1,
        branchId: 'constructor',
      },
    }
    expect(await answer(theirs, call)).toMatchObject({ result: { isError: true } })
    expect(await answer(ours, call)).toMatchObject({
      result: { structuredContent: { branches: ['constructor'], thoughtHistoryLength: 1 } },
    })
    await close()
  })
})
