import { beforeEach, expect, test } from 'vitest'
import type { ServiceSnapshot, ServiceState } from '@shared/domain/service'
import { VirtualClock } from '../../../../../tests/support/virtual-clock'
import type { Notice } from '../../host'
import { anySnapshot } from '../../../../../tests/support/any-snapshot'
import { createNoticeRules, type NoticeRules } from './notice-rules'

const problem = {
  code: 'SERVICE_CRASHED',
  message: 'It crashed 6 times.',
  nextStep: 'Read its log.',
} as const
const states = {
  starting: { kind: 'starting', at: 0 },
  ready: { kind: 'ready', at: 0 },
  down: { kind: 'backing-off', at: 0, until: 1, problem },
  failed: { kind: 'failed', at: 0, problem, nextAttemptAt: 1 },
  stopping: { kind: 'stopping', at: 0 },
  stopped: { kind: 'stopped', at: 0, reason: 'by-person' },
} satisfies Record<string, ServiceState>
type StateName = keyof typeof states

let clock: VirtualClock
let told: Notice[]
let wanted: boolean
let rules: NoticeRules

beforeEach(() => {
  clock = new VirtualClock()
  told = []
  wanted = true
  rules = createNoticeRules(
    clock,
    () => wanted,
    (notice) => told.push(notice),
  )
})

/** A story: states, and milliseconds that pass between them. */
async function happens(...story: (StateName | number)[]): Promise<string[]> {
  for (const step of story) {
    if (typeof step === 'number') await clock.advance(step)
    else rules.note(of(step))
  }
  return told.map(({ title }) => title)
}

function of(name: StateName, id = 'memory'): ServiceSnapshot {
  const title = id.charAt(0).toUpperCase() + id.slice(1)
  return anySnapshot({ id, title, state: states[name] })
}

test('a failure is told once, with the reason, the next step and the service', async () => {
  await happens('ready', 'failed', 3_000, 'failed', 60_000)
  expect(told).toEqual([
    { title: 'Memory: Failed', body: 'It crashed 6 times. Read its log.', serviceId: 'memory' },
  ])
})

test('a held port is told with its holder', async () => {
  const holder = {
    port: 4321,
    address: '127.0.0.1',
    pid: 7,
    command: 'python',
    user: 'me',
    isOmniMind: false,
  }
  const block = { kind: 'port-held', holder } as const
  rules.note(anySnapshot({ state: { kind: 'blocked', at: 0, block } }))
  await clock.advance(3_000)
  expect(told).toMatchObject([{ title: 'Memory: Blocked', body: 'Port 4321 is held by python (pid 7).' }])
})

test('a crash that is mended within 15 s is not worth a word', async () => {
  expect(await happens('ready', 'down', 500, 'starting', 500, 'ready', 60_000)).toEqual([])
})

test('a service that stays down is told after 15 s, and its recovery too', async () => {
  expect(await happens('down', 14_000)).toEqual([])
  expect(await happens(2_000)).toEqual(['Memory: Waiting to restart'])
  expect(await happens('starting', 100, 'ready', 3_000)).toEqual([
    'Memory: Waiting to restart',
    'Memory is back',
  ])
})

test('giving up is told at once, also after some waiting', async () => {
  expect(await happens('down', 10_000, 'failed', 2_600)).toEqual(['Memory: Failed'])
})

test('a recovery that does not last is not told, and the failure not twice', async () => {
  expect(await happens('failed', 3_000, 'ready', 1_000, 'failed', 30_000)).toEqual(['Memory: Failed'])
})

test('what a person stops is not told, before or after', async () => {
  expect(await happens('ready', 'stopping', 'stopped', 60_000, 'starting', 'ready', 60_000)).toEqual([])
  expect(await happens('failed', 3_000, 'stopped', 'starting', 'ready', 60_000)).toEqual(['Memory: Failed'])
  expect(clock.pendingTimers).toBe(0)
})

test('notices that are switched off stay away', async () => {
  wanted = false
  expect(await happens('failed', 60_000)).toEqual([])
})

test('many failures at once are one notice', async () => {
  for (const id of ['memory', 'thinking', 'context', 'git']) rules.note(of('failed', id))
  await clock.advance(3_000)
  expect(told).toEqual([{ title: '4 services are down', body: 'Memory, Thinking, Context, Git' }])
})

test('after disposal nothing is told', async () => {
  rules.note(of('failed'))
  rules.dispose()
  expect(clock.pendingTimers).toBe(0)
  expect(await happens(60_000)).toEqual([])
})
