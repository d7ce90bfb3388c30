import { expect, test } from 'vitest'
import { VirtualClock } from '../../../tests/support/virtual-clock'
import { batchStream, type Batch } from './batch-stream'
import { Emitter } from './emitter'

function reading(maxItems = 3) {
  const clock = new VirtualClock()
  const source = new Emitter<number[]>()
  const gone = new AbortController()
  const got: (Batch<number> & { at: number })[] = []
  const stream = batchStream<number>({
    subscribe: (push) => source.on(push),
    clock,
    intervalMs: 100,
    maxItems,
    signal: gone.signal,
  })
  const finished = (async () => {
    for await (const batch of stream) got.push({ ...batch, at: clock.monotonicMs() })
  })()
  return { clock, source, gone, got, finished }
}

test('the first item comes at once, later ones in batches with a pause between', async () => {
  const { clock, source, got } = reading()
  await clock.advance(0)
  source.emit([1])
  await clock.advance(10)
  source.emit([2])
  await clock.advance(10)
  source.emit([3])
  await clock.advance(200)
  expect(got).toEqual([
    { items: [1], dropped: 0, at: 0 },
    { items: [2, 3], dropped: 0, at: 100 },
  ])
})

test('a burst keeps the newest and counts the others', async () => {
  const { clock, source, got } = reading()
  await clock.advance(0)
  for (let n = 1; n <= 100; n++) source.emit([n])
  await clock.advance(0)
  expect(got).toEqual([{ items: [98, 99, 100], dropped: 97, at: 0 }])
})

test('abort ends it while idle and while pausing, and lets go of source and timers', async () => {
  for (const items of [[], [[1]], [[1], [2]]]) {
    const { clock, source, gone, finished } = reading()
    await clock.advance(0)
    for (const one of items) {
      source.emit(one)
      await clock.advance(0)
    }
    gone.abort()
    await finished
    expect({ listeners: source.listenerCount, timers: clock.pendingTimers }).toEqual({
      listeners: 0,
      timers: 0,
    })
  }
})
