import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { memoryLogger } from '../../../tests/support/memory-logger'
import { createLoginPath } from './login-path'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('an answer is asked for once; a refused one is not kept', async () => {
  const ask = vi.fn(() => Promise.resolve({ PATH: '/shell/bin' }))
  ask.mockRejectedValueOnce(new Error('no shell'))
  const path = createLoginPath(memoryLogger(), { platform: 'linux', ask })
  expect(await path.get()).not.toContain('/shell/bin')
  expect(await path.get()).toContain('/shell/bin')
  expect(await path.get()).toContain('/shell/bin')
  expect(ask).toHaveBeenCalledTimes(2)
})

test('a shell that answers too late is believed from then on', async () => {
  const slow = Promise.withResolvers<{ PATH: string }>()
  const ask = vi.fn(() => slow.promise)
  const path = createLoginPath(memoryLogger(), { platform: 'linux', ask })
  const first = path.get()
  await vi.advanceTimersByTimeAsync(5_000)
  expect(await first).not.toContain('/shell/bin')
  slow.resolve({ PATH: '/shell/bin' })
  await vi.advanceTimersByTimeAsync(0)
  expect(await path.get()).toContain('/shell/bin')
  expect(ask).toHaveBeenCalledTimes(1)
})

test('a shell that never answers is waited for once, and no second one is started meanwhile', async () => {
  const ask = vi.fn(() => new Promise<never>(() => {}))
  const path = createLoginPath(memoryLogger(), { platform: 'linux', ask })
  const first = path.get()
  await vi.advanceTimersByTimeAsync(5_000)
  const own = await first
  expect(await path.get()).toBe(own)
  expect(await path.get(true)).toBe(own)
  expect(ask).toHaveBeenCalledTimes(1)
  await vi.advanceTimersByTimeAsync(55_000)
  ask.mockResolvedValueOnce({ PATH: '/shell/bin' } as never)
  expect(await path.get()).toContain('/shell/bin')
})

test('a fresh question that fails leaves what was known', async () => {
  const ask = vi.fn(() => Promise.resolve({ PATH: '/shell/bin' }))
  const path = createLoginPath(memoryLogger(), { platform: 'linux', ask })
  await path.get()
  ask.mockRejectedValueOnce(new Error('no shell'))
  expect(await path.get(true)).toContain('/shell/bin')
})
