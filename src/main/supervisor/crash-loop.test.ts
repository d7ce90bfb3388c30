import { SECOND } from '@shared/lib/clock'
import { expect, test } from 'vitest'
import { replayCrashLoop, timesToLive } from '../../../bench/supervision/crash-loop'

const MOST_A_DAY = 45

/** Every wait as short, as long, and as usual as it can be. */
const jitters = { none: () => 0, most: () => 1 - Number.EPSILON, half: () => 0.5 }

test('the replay sees each restart: without a policy the incident is the one that was', async () => {
  const { firstDay } = await replayCrashLoop(44.04 * SECOND, jitters.half, 1, 'immediate')
  expect(firstDay).toBe(1_961)
})

test('the incident: a crash each 44.04 s, 1,962 in a day, is now a failure told once', async () => {
  const { firstDay, failuresTold } = await replayCrashLoop(44.04 * SECOND, jitters.half)
  expect(firstDay).toBeLessThanOrEqual(30)
  expect(firstDay).toBeGreaterThan(20)
  expect(failuresTold).toBe(1)
})

test.each(Object.entries(jitters))(
  'however long a service lives, no 24 h see more than 45 restarts (jitter: %s)',
  async (_, random) => {
    for (const livesMs of timesToLive(16)) {
      const { worstDay } = await replayCrashLoop(livesMs, random, 3)
      expect(worstDay, `lives ${livesMs} ms`).toBeLessThanOrEqual(MOST_A_DAY)
    }
  },
)
