import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { VirtualClock } from '../../../../tests/support/virtual-clock'
import type { Center } from '../center'
import { serveWorker } from './serve-worker'
import { Worker } from './worker'

/** A worker in this process, on a real socket; `kill` of the center is remembered. */
async function started(handle: (message: unknown, emit: (event: unknown) => void) => unknown) {
  const endpoint = join(tmpdir(), `omni-w-${randomUUID().slice(0, 8)}.sock`)
  const killed: string[] = []
  const center = {
    ask: (kind: string, details: { workerId?: string }) => {
      if (kind === 'worker.start') return Promise.resolve({ workerId: 'w1', endpoint, pid: 1 })
      killed.push(details.workerId ?? '')
      return Promise.resolve({ ended: null })
    },
  } as unknown as Center
  const clock = new VirtualClock()
  await serveWorker(endpoint, { handle })
  const worker = await Worker.start({ center, clock }, 'query', 100)
  return { worker, clock, killed }
}
const never = () => new Promise(() => {})
/** A call begins a turn after it was made. */
const begun = () => new Promise((resolve) => setImmediate(resolve))

test('calls are answered one after the other, with their events before', async () => {
  const order: string[] = []
  const { worker } = await started(async (message, emit) => {
    order.push(`begin ${String(message)}`)
    emit({ half: message })
    await new Promise((resolve) => setImmediate(resolve))
    order.push(`end ${String(message)}`)
    return [message]
  })
  const events: unknown[] = []
  const onEvent = (event: unknown): void => void events.push(event)
  const answers = await Promise.all(
    ['a', 'ü'].map((message) => worker.call(message, { timeoutMs: 1_000, onEvent })),
  )
  expect(answers).toEqual([['a'], ['ü']])
  expect(order).toEqual(['begin a', 'end a', 'begin ü', 'end ü'])
  expect(events).toEqual([{ half: 'a' }, { half: 'ü' }])
  await worker.kill()
})

test('a failure of one call is told; the worker lives on', async () => {
  const { worker, killed } = await started((message) => {
    if (message === 'bad') throw new Error('syntax error')
    return 'fine'
  })
  await expect(worker.call('bad', { timeoutMs: 1_000 })).rejects.toMatchObject({
    reason: 'failed',
    message: 'syntax error',
  })
  expect(await worker.call('good', { timeoutMs: 1_000 })).toBe('fine')
  expect(killed).toEqual([])
  await worker.kill()
})

test('past its time the worker is killed, and what waited behind ends with it', async () => {
  const { worker, clock, killed } = await started(never)
  const late = expect(worker.call(1, { timeoutMs: 500 })).rejects.toMatchObject({ reason: 'timed-out' })
  const behind = expect(worker.call(2, { timeoutMs: 100 })).rejects.toMatchObject({ reason: 'ended' })
  await begun()
  await clock.advance(400)
  expect(killed).toEqual([])
  await clock.advance(100)
  await Promise.all([late, behind])
  expect(killed).toEqual(['w1'])
  expect(worker.isGone).toBe(true)
  await expect(worker.call(3, { timeoutMs: 1 })).rejects.toMatchObject({ reason: 'ended' })
})

test('a caller that goes before its turn ends nothing', async () => {
  const answers: ((value: unknown) => void)[] = []
  const { worker, killed } = await started(() => new Promise((resolve) => answers.push(resolve)))
  const first = worker.call(1, { timeoutMs: 9_000 })
  const caller = new AbortController()
  const second = expect(worker.call(2, { timeoutMs: 1, signal: caller.signal })).rejects.toMatchObject({
    reason: 'cancelled',
  })
  caller.abort()
  await vi.waitFor(() => expect(answers).toHaveLength(1))
  answers[0]?.('done')
  expect(await first).toBe('done')
  await second
  expect(killed).toEqual([])
  await worker.kill()
})

test.each([
  ['no JSON', 'nonsense'],
  ['an unknown kind', '{"id":1,"kind":"dance"}'],
])('a worker that says %s is ended; its service lives on', async (_what, line) => {
  const endpoint = join(tmpdir(), `omni-w-${randomUUID().slice(0, 8)}.sock`)
  const server = createServer((socket) => socket.on('data', () => socket.write(`${line}\n`)))
  server.listen(endpoint)
  await once(server, 'listening')
  const center = {
    ask: async (kind: string) =>
      kind === 'worker.start' ? { workerId: 'w1', endpoint, pid: 1 } : { ended: null },
  } as unknown as Center
  const worker = await Worker.start({ center, clock: new VirtualClock() }, 'query', 100)
  await expect(worker.call(1, { timeoutMs: 500 })).rejects.toMatchObject({
    reason: 'ended',
    message: expect.stringContaining('could not be read'),
  })
  server.close()
})

test('a worker that cannot be reached is ended', async () => {
  const killed: unknown[] = []
  const center = {
    async ask(kind: string, { workerId }: { workerId?: string }) {
      const endpoint = join(tmpdir(), `omni-w-${randomUUID().slice(0, 8)}.sock`)
      if (kind === 'worker.start') return { workerId: 'w1', endpoint, pid: 1 }
      killed.push(workerId)
      return { ended: null }
    },
  } as unknown as Center
  const starting = Worker.start({ center, clock: new VirtualClock() }, 'query', 100)
  await expect(starting).rejects.toMatchObject({ code: 'SERVICE_START_FAILED' })
  expect(killed).toEqual(['w1'])
})

test('an event of nothing is an event', async () => {
  const { worker } = await started((_message, emit) => emit(undefined))
  const events: unknown[] = []
  await worker.call(1, { timeoutMs: 500, onEvent: (event) => events.push(event) })
  expect(events).toEqual([null])
  await worker.kill()
})

test('a caller that goes ends the worker too', async () => {
  const { worker, killed } = await started(never)
  const caller = new AbortController()
  const call = expect(worker.call(1, { timeoutMs: 500, signal: caller.signal })).rejects.toMatchObject({
    reason: 'cancelled',
  })
  await begun()
  caller.abort()
  await call
  expect(killed).toEqual(['w1'])
})
