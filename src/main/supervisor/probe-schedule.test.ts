import { HOUR, MINUTE, SECOND } from '@shared/lib/clock'
import { unknownHealth } from '@shared/domain/service'
import type { Problem } from '@shared/errors'
import { beforeEach, expect, test } from 'vitest'
import { VirtualClock } from '../../../tests/support/virtual-clock'
import { createProbeSchedule, type ProbeResult, type ProbeSchedule } from './probe-schedule'

const problem: Problem = { code: 'SERVICE_UNAVAILABLE', message: 'It does not answer.' }
const { handshake, tools, call } = unknownHealth
const result = (works: boolean): ProbeResult => ({
  handshake,
  tools,
  call,
  toolCount: works ? 3 : null,
  problem: works ? null : problem,
})

let clock: VirtualClock
let answer: 'works' | 'fails' | 'hangs'
let probedAt: number[]
let seen: string[]
let schedule: ProbeSchedule

function probe(signal: AbortSignal): Promise<ProbeResult> {
  probedAt.push(clock.monotonicMs())
  if (answer !== 'hangs') return Promise.resolve(result(answer === 'works'))
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(result(false))))
}
function begin(): void {
  const startedAt = clock.monotonicMs()
  const at = (): number => (clock.monotonicMs() - startedAt) / SECOND
  const listener = {
    onResult: ({ problem }: ProbeResult, failures: number) =>
      void seen.push(`${problem ? 'failure' : 'success'} ${failures} at ${at()}`),
    onGiveUp: () => void seen.push(`gives up at ${at()}`),
  }
  schedule = createProbeSchedule(clock, probe, listener, startedAt)
}

beforeEach(() => {
  clock = new VirtualClock()
  answer = 'works'
  probedAt = []
  seen = []
})

test('probes at once, then every 30 s', async () => {
  begin()
  await clock.advance(HOUR)
  expect(probedAt.length).toBe(121)
  expect(new Set(seen.map((line) => line.slice(0, 9)))).toEqual(new Set(['success 0']))
})

test('one and two failures are told, three give up', async () => {
  begin()
  await clock.advance(SECOND)
  answer = 'fails'
  await clock.advance(HOUR)
  expect(seen).toEqual([
    'success 0 at 0',
    'failure 1 at 30',
    'failure 2 at 60',
    'failure 3 at 90',
    'gives up at 90',
  ])
  expect(clock.pendingTimers).toBe(0)
})

test('a success in between starts the count anew', async () => {
  begin()
  for (let i = 0; i < 10; i++) {
    answer = i % 3 === 2 ? 'works' : 'fails'
    await clock.advance(30 * SECOND)
  }
  expect(seen.some((line) => line.startsWith('gives'))).toBe(false)
})

test('an unanswered probe fails after 10 s', async () => {
  begin()
  await clock.advance(SECOND)
  answer = 'hangs'
  await clock.advance(MINUTE)
  expect(seen).toEqual(['success 0 at 0', 'failure 1 at 40'])
})

test('before the first success it asks each second, and the first 15 s do not count', async () => {
  answer = 'fails'
  begin()
  await clock.advance(14_500)
  expect(seen.length).toBe(15)
  expect(seen.at(-1)).toBe('failure 0 at 14')
  await clock.advance(MINUTE)
  expect(seen.slice(15)).toEqual(['failure 1 at 15', 'failure 2 at 16', 'failure 3 at 17', 'gives up at 17'])
})

test('we were blocked while it ran: the probe gets its time once more', async () => {
  begin()
  await clock.advance(SECOND)
  answer = 'hangs'
  await clock.advance(29 * SECOND)
  clock.stall(MINUTE)
  await clock.advance(9 * SECOND)
  expect(seen).toEqual(['success 0 at 0'])
})

test('paused it asks nothing and forgets what runs; resumed it asks at once', async () => {
  begin()
  await clock.advance(SECOND)
  answer = 'hangs'
  await clock.advance(31 * SECOND)
  schedule.pause()
  await clock.advance(HOUR)
  expect([probedAt.length, seen.length, clock.pendingTimers]).toEqual([2, 1, 0])
  answer = 'works'
  schedule.resume()
  await clock.advance(0)
  expect(seen.length).toBe(2)
})
