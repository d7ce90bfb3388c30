import { expect, test, vi } from 'vitest'
import { VirtualClock } from '../../../../tests/support/virtual-clock'
import { OnDemandWorker } from './on-demand-worker'
import type { Worker } from './worker'

const { signal } = new AbortController()

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
