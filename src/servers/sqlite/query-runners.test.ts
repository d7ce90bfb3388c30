import { randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { OmniMindError } from '@shared/errors'
import { MINUTE } from '@shared/lib/clock'
import { expect, test, vi } from 'vitest'
import { VirtualClock } from '../../../tests/support/virtual-clock'
import type { Center } from '../kit/center'
import { serveWorker } from '../kit/worker/serve-worker'
import type { NamedDatabase } from './databases'
import { QueryRunners } from './query-runners'

const MAX_WORKERS = 2

/** Workers in this process on real sockets, of which the center allows two; a call ends when `answer` says so. */
function runners() {
  const alive: string[] = []
  const held: (() => void)[] = []
  const handle = (message: unknown): unknown => {
    if (!JSON.stringify(message).includes('"hold')) return { tables: [] }
    return new Promise((resolve) => held.push(() => resolve({ tables: [] })))
  }
  const start = async () => {
    if (alive.length >= MAX_WORKERS) throw new OmniMindError('REQUEST_REFUSED', 'No more workers.')
    const workerId = randomUUID()
    alive.push(workerId)
    const endpoint = join(tmpdir(), `omni-w-${workerId.slice(0, 8)}.sock`)
    await serveWorker(endpoint, { handle })
    return { workerId, endpoint, pid: 1 }
  }
  const kill = async (workerId: string) => {
    alive.splice(alive.indexOf(workerId), 1)
    return { ended: null }
  }
  const center = {
    ask: (kind: string, { workerId }: { workerId: string }) =>
      kind === 'worker.start' ? start() : kill(workerId),
  } as unknown as Center
  const clock = new VirtualClock()
  const databases = ['a', 'b', 'hold', 'hold too'].map((name): NamedDatabase => {
    return { name, path: name, realPath: name, closed: [], access: 'read', maxMb: 16 }
  })
  const all = new QueryRunners({ center, clock, timeLimitS: 600, memoryLimitMb: 100 }, databases)
  const { signal } = new AbortController()
  const list = (name: string) =>
    all.of(databases.find((one) => one.name === name) as NamedDatabase).run({ kind: 'tables' }, signal)
  return { all, alive, held, clock, list }
}

test('a process is ended a minute after its last call, and started anew by the next', async () => {
  const { all, alive, clock, list } = runners()
  await list('a')
  await clock.advance(MINUTE - 1)
  await list('a')
  await clock.advance(MINUTE - 1)
  expect(alive).toHaveLength(1)
  await clock.advance(1)
  expect(alive).toHaveLength(0)
  expect(await list('a')).toEqual({ tables: [] })
  expect(alive).toHaveLength(1)
  await all.close()
  expect(clock.pendingTimers).toBe(0)
})

test('the longest idle process makes room for another; one that works is left alone', async () => {
  const { all, alive, held, clock, list } = runners()
  const first = list('hold')
  await vi.waitFor(() => expect(held).toHaveLength(1))
  const [busy] = alive
  await list('a')
  await list('b')
  await clock.advance(2 * MINUTE)
  expect(alive).toEqual([busy])
  held[0]?.()
  await first
  await clock.advance(1)
  await list('a')
  await list('b')
  expect(alive).toHaveLength(MAX_WORKERS)
  expect(alive).not.toContain(busy)
  await all.close()
})

test('when every process works, the caller is told to come again', async () => {
  const { all, held, list } = runners()
  const working = [list('hold'), list('hold too')]
  await vi.waitFor(() => expect(held).toHaveLength(2))
  await expect(list('a')).rejects.toThrow('try again when one has ended')
  for (const answer of held) answer()
  await Promise.all(working)
  expect(await list('a')).toEqual({ tables: [] })
  await all.close()
})
