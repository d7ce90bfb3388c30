import { expect, test } from 'vitest'
import { SECOND } from '@shared/lib/clock'
import type { Connection } from '../../src/external/kit/connection'
import type { TenantExit } from '../../src/external/kit/tenant'
import { ChildMux } from '../../src/external/stdio-host/child-mux'
import { ModernSide } from '../../src/external/stdio-host/modern-side'
import type { ServedChild, ServedChildEvents } from '../../src/external/stdio-host/served-child'
import { Strays } from '../../src/external/stdio-host/strays'
import { memoryLogger } from '../support/memory-logger'
import { VirtualClock } from '../support/virtual-clock'

/** A child that was greeted and does not answer `server/discover`. */
function silentServer() {
  const clock = new VirtualClock()
  const log = memoryLogger()
  const primary = new ChildMux({ write: () => true }, () => ({ result: {} }), new Strays(clock, log))
  const started: Pick<ServedChildEvents, 'onMute' | 'onEnded'>[] = []
  const handshake = { kind: 'legacy' as const, result: { protocolVersion: '2025-11-25' } }
  const side = new ModernSide(primary, handshake, {
    clock,
    log,
    start: (events) => {
      started.push(events)
      return { greet: () => {}, process: { stop: () => {} } } as unknown as ServedChild
    },
  })
  const told: number[] = []
  const find = (): void => side.find((_, code) => told.push(code), {} as Connection)
  return { clock, side, started, told, find }
}

test('a tenant that ends while the question is open starts nothing any more', async () => {
  const { clock, side, started, told, find } = silentServer()
  find()
  side.close()
  expect(told).toEqual([-32051])
  await clock.advance(60 * SECOND)
  find()
  expect({ starts: started.length, timers: clock.pendingTimers, told }).toEqual({
    starts: 0,
    timers: 0,
    told: [-32051, -32051],
  })
})

test.each<[TenantExit, number]>([
  [{ kind: 'signaled', signal: 'SIGKILL' }, 2],
  [{ kind: 'exited', code: 137 }, 2],
  [{ kind: 'spawn-failed', message: 'EAGAIN' }, 2],
  [{ kind: 'exited', code: 1 }, 1],
])('a second child that ends with %j: it is started %i times', async (exit, starts) => {
  const { clock, started, told, find } = silentServer()
  find()
  await clock.advance(10 * SECOND)
  started[0]?.onEnded(exit)
  expect(told).toEqual([starts === 2 ? -32051 : -32601])
  await clock.advance(10 * SECOND)
  find()
  await clock.advance(10 * SECOND)
  expect(started).toHaveLength(starts)
})
