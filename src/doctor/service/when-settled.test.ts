import { expect, test } from 'vitest'
import type { ServiceSnapshot, ServiceState } from '@shared/domain/service'
import { anySnapshot } from '../../../tests/support/any-snapshot'
import { VirtualClock } from '../../../tests/support/virtual-clock'
import { examineService } from '../examine-service'
import { findCode } from '../codes'
import { Examination } from '../examination'
import { whenSettled } from './when-settled'

const at = 1
const stopping: ServiceState = { kind: 'stopping', at }
const stopped: ServiceState = { kind: 'stopped', at, reason: 'idle' }
const starting: ServiceState = { kind: 'starting', at }
const ready: ServiceState = { kind: 'ready', at }

/** A service that is seen in these states one after the other, and then stays as it is. */
function seen(...states: ServiceState[]) {
  const snapshots = states.map((state) => anySnapshot({ state, wanted: 'running' }))
  const [snapshot = anySnapshot(), ...later] = snapshots
  let now: ServiceSnapshot = snapshot
  const wokenIn: string[] = []
  return {
    snapshot,
    wokenIn,
    look: () => Promise.resolve((now = later.shift() ?? now)),
    wake: () => Promise.resolve(wokenIn.push(now.state.kind)),
  }
}

test('a service that stops and is wanted is waited for, and woken each time it fell asleep', async () => {
  const clock = new VirtualClock()
  const exam = new Examination({ kind: 'service', title: 'x' }, ['state'], { clock })
  const service = seen(stopping, stopped, stopped, starting, stopping, stopped, starting, ready)
  const settled = whenSettled(exam, service)
  for (let look = 0; look < 8; look++) await clock.advance(200)
  expect((await settled).state.kind).toBe('ready')
  expect(service.wokenIn).toEqual(['stopped', 'stopped'])
})

test('one that goes on stopping is not told as stopped by a person', async () => {
  const service = {
    ...seen(stopping),
    url: 'http://127.0.0.1:1/',
    token: 'x',
    lastWords: () => Promise.resolve([]),
  }
  const report = await examineService(service, { limits: { startMs: 50 } })
  expect(findCode(report.code ?? '')?.name).toBe('SERVICE_NOT_READY')
})
