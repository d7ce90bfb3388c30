import { expect, test, vi } from 'vitest'
import { VirtualClock } from '../../../../tests/support/virtual-clock'
import { OnDemandWorker } from './on-demand-worker'
import type { Worker } from './worker'

const { signal } = new AbortController()
const IDLE_MS = 1_000

/** A worker whose process is gone when it was killed and `gone` is resolved. */
function fakeWorker() {
  const gone = Promise.withResolvers<void>()
  const kill = vi.fn(async () => await gone.promise)
  const worker = { isGone: false, kill } as unknown as Worker
  return { gone, kill, worker }
}

function setUp(beforeIdleEnd = async (): Promise<void> => {}) {
  const clock = new VirtualClock()
  const started: ReturnType<typeof fakeWorker>[] = []
  const start = vi.fn(async () => {
    const fake = fakeWorker()
    started.push(fake)
    return fake.worker
  })
  const workers = new OnDemandWorker({ clock, start, idleMs: IDLE_MS, beforeIdleEnd })
  const nth = (n: number): ReturnType<typeof fakeWorker> => {
    const fake = started[n]
    if (!fake) throw new Error(`Worker ${n} was not started.`)
    return fake
  }
  return { clock, workers, start, nth }
}

test('a call that is cancelled while it waits is not begun, and the worker rests as after any other', async () => {
  const { clock, workers, nth } = setUp()
  const first = Promise.withResolvers<void>()
  const running = workers.use(() => first.promise, signal)
  const caller = new AbortController()
  const work = vi.fn(async () => {})
  const waiting = expect(workers.use(work, caller.signal)).rejects.toThrow('cancelled before it began')
  caller.abort()
  first.resolve()
  await Promise.all([running, waiting])
  expect(work).not.toHaveBeenCalled()
  expect(workers.idleSince).toBe(0)
  await clock.advance(IDLE_MS)
  expect(nth(0).kill).toHaveBeenCalledOnce()
})

test('one that has nothing to do is ended after its time, and what it has to do before is done', async () => {
  const before = vi.fn(async () => {})
  const { clock, workers, start, nth } = setUp(before)
  await workers.use(async () => 'done', signal)
  await clock.advance(IDLE_MS - 1)
  await workers.use(async () => 'done', signal)
  await clock.advance(IDLE_MS - 1)
  expect(before).not.toHaveBeenCalled()
  expect(workers.idleSince).toBe(IDLE_MS - 1)
  await clock.advance(1)
  expect(before).toHaveBeenCalledExactlyOnceWith(nth(0).worker)
  expect(nth(0).kill).toHaveBeenCalledOnce()
  expect(workers.idleSince).toBeNull()
  expect(start).toHaveBeenCalledOnce()
})

test('a call behind an idle end waits for it and gets the next process', async () => {
  const tidied = Promise.withResolvers<void>()
  const { clock, workers, start, nth } = setUp(() => tidied.promise)
  await workers.use(async () => 'done', signal)
  await clock.advance(IDLE_MS)
  const call = workers.use(async (worker) => worker, signal)
  tidied.resolve()
  await vi.waitFor(() => expect(nth(0).kill).toHaveBeenCalledOnce())
  expect(start).toHaveBeenCalledOnce()
  nth(0).gone.resolve()
  expect(await call).toBe(nth(1).worker)
})

test('to close it waits for one that is being ended already', async () => {
  const { clock, workers, nth } = setUp()
  await workers.use(async () => 'done', signal)
  await clock.advance(IDLE_MS)
  const closed = vi.fn()
  const closing = workers.close().then(closed)
  // Time that passes lets all be said that is settled.
  await clock.advance(IDLE_MS)
  expect(closed).not.toHaveBeenCalled()
  nth(0).gone.resolve()
  await closing
})

test('to close it does not wait for what an idle one has to do before', async () => {
  const { clock, workers, nth } = setUp(() => new Promise(() => {}))
  await workers.use(async () => 'done', signal)
  await clock.advance(IDLE_MS)
  nth(0).gone.resolve()
  await workers.close()
  expect(nth(0).kill).toHaveBeenCalledOnce()
})

test('one that is closed while it works sets no timer any more', async () => {
  const { clock, workers, nth } = setUp()
  const first = Promise.withResolvers<void>()
  const running = workers.use(() => first.promise, signal)
  await vi.waitFor(() => expect(nth(0)).toBeDefined())
  nth(0).gone.resolve()
  await workers.close()
  first.resolve()
  await running
  expect(clock.pendingTimers).toBe(0)
})

test('one that is still being started when it is closed is ended, and none is started after', async () => {
  const kill = vi.fn(async () => {})
  const up = Promise.withResolvers<Worker>()
  const start = vi.fn(() => up.promise)
  const workers = new OnDemandWorker({ clock: new VirtualClock(), start, idleMs: 1_000 })
  const call = workers.use(async () => 'done', signal)
  await vi.waitFor(() => expect(start).toHaveBeenCalledOnce())
  await workers.close()
  expect(kill).not.toHaveBeenCalled()
  up.resolve({ isGone: false, kill } as unknown as Worker)
  await call
  expect(kill).toHaveBeenCalledOnce()
  await expect(workers.use(async () => 'done', signal)).rejects.toThrow('stopping')
  expect(start).toHaveBeenCalledOnce()
})
