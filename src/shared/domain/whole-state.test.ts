import { expect, test } from 'vitest'
import { anySnapshot } from '../../../tests/support/any-snapshot'
import { stateWord, type ServiceState } from './service'
import { wholeState } from './whole-state'

const problem = { code: 'SERVICE_CRASHED', message: 'It crashed.' } as const
const inState = (state: ServiceState) => anySnapshot({ state })
const ready = inState({ kind: 'ready', at: 0 })
const failed = inState({ kind: 'failed', at: 0, problem, nextAttemptAt: 1 })
const waiting = inState({ kind: 'backing-off', at: 0, until: 1, problem })
const stopped = inState({ kind: 'stopped', at: 0, reason: 'by-person' })
const gateway = anySnapshot({ id: 'gateway', title: 'Gateway', tier: 0 })
const asleep = anySnapshot({ mode: 'on-demand', state: { kind: 'stopped', at: 0, reason: 'idle' } })

test.each([
  [[], 'No services yet'],
  [[ready], '1 service ready'],
  [[ready, ready, ready], 'All 3 services ready'],
  [[ready, ready, failed], '2 services ready, 1 needs you'],
  [[failed, failed], '0 services ready, 2 need you'],
  [[gateway, ready], '1 service ready'],
  [[{ ...failed, tier: 0 as const, title: 'Gateway' }, ready], 'Gateway: Failed, 1 service ready'],
  [[ready, waiting, stopped, asleep], '1 service ready, 1 restarting, 1 asleep, 1 stopped'],
])('%#', (services, text) => expect(wholeState(services)).toBe(text))

test('a kind of state that only a newer version knows counts as none, and stands for itself', () => {
  expect(wholeState([ready, { ...ready, state: { kind: 'hibernating' } }])).toBe('1 service ready')
  expect(stateWord('hibernating')).toBe('hibernating')
  expect(stateWord('toString')).toBe('toString')
})
