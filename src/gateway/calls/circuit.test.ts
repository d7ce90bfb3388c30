import { beforeEach, describe, expect, test } from 'vitest'
import { HOUR } from '@shared/lib/clock'
import { VirtualClock } from '../../../tests/support/virtual-clock'
import { Circuit, type CircuitVerdict, type SavedCircuit } from './circuit'

const limits = { failures: 5, openS: 30 }
let clock: VirtualClock
beforeEach(() => void (clock = new VirtualClock()))

const create = (saved: SavedCircuit | null = null): Circuit => new Circuit(clock, limits, saved, () => {})
/** Offers calls that all end alike. @returns how many reached the service */
function calls(circuit: Circuit, count: number, verdict: CircuitVerdict): number {
  let reached = 0
  for (let n = 0; n < count; n++) {
    const entered = circuit.enter()
    if (entered === null) continue
    reached++
    circuit.leave(entered, verdict)
  }
  return reached
}

describe('a circuit', () => {
  test('a dead service gets five calls, then one in each period, which doubles up to five minutes', async () => {
    const circuit = create()
    expect(calls(circuit, 1_000, 'failed')).toBe(5)
    for (const seconds of [30, 60, 120, 240, 300, 300]) {
      await clock.advance(seconds * 1_000 - 1)
      expect(calls(circuit, 1_000, 'failed')).toBe(0)
      await clock.advance(1)
      expect(calls(circuit, 1_000, 'failed')).toBe(1)
    }
  })

  test('failures count in a row only, and what says nothing does not count', () => {
    const circuit = create()
    for (let n = 0; n < 20; n++) {
      calls(circuit, 4, 'failed')
      calls(circuit, 3, 'nothing')
      calls(circuit, 1, 'worked')
    }
    expect(circuit.status()).toEqual({ kind: 'closed', failures: 0 })
  })

  test('of two hundred calls at once only one finds out, and it closes when that one works', async () => {
    const circuit = create()
    calls(circuit, 5, 'failed')
    await clock.advance(30_000)
    const entered = Array.from({ length: 200 }, () => circuit.enter())
    expect(entered.filter((kind) => kind === 'trial')).toHaveLength(1)
    expect(entered.filter((kind) => kind === null)).toHaveLength(199)
    circuit.leave('trial', 'worked')
    expect(calls(circuit, 10, 'worked')).toBe(10)
    // And its next period is a first one again.
    calls(circuit, 5, 'failed')
    expect(circuit.waitMs).toBe(30_000)
  })

  test('a trial that is called off leaves room for another one at once', async () => {
    const circuit = create()
    calls(circuit, 5, 'failed')
    await clock.advance(30_000)
    expect(calls(circuit, 1, 'nothing')).toBe(1)
    expect(calls(circuit, 5, 'failed')).toBe(1)
    expect(circuit.waitMs).toBe(60_000)
  })

  test('answers to calls from before it opened change nothing', () => {
    const circuit = create()
    const early = circuit.enter()
    calls(circuit, 5, 'failed')
    if (early !== null) circuit.leave(early, 'worked')
    expect(circuit.isOpen).toBe(true)
  })

  test('calls that were on their way together fail together: a crash is one failure', () => {
    const circuit = create()
    for (let crash = 1; crash <= 4; crash++) {
      const together = Array.from({ length: 50 }, () => circuit.enter())
      for (const entered of together) if (entered !== null) circuit.leave(entered, 'failed')
      expect(circuit.status()).toEqual({ kind: 'closed', failures: crash })
    }
    calls(circuit, 1, 'failed')
    expect(circuit.isOpen).toBe(true)
  })

  test('after a failure no more calls are in flight than may still fail', () => {
    const circuit = create()
    expect(circuit.room).toBe(Infinity)
    calls(circuit, 1, 'failed')
    expect(circuit.room).toBe(4)
    calls(circuit, 3, 'failed')
    expect(circuit.room).toBe(1)
    calls(circuit, 1, 'worked')
    expect(circuit.room).toBe(Infinity)
  })

  test('is closed by hand', () => {
    const circuit = create()
    calls(circuit, 5, 'failed')
    circuit.close()
    expect(circuit.status()).toEqual({ kind: 'closed', failures: 0 })
    expect(calls(circuit, 5, 'failed')).toBe(5)
  })
})

describe('what a restart keeps', () => {
  test('failures, the time it opens, and its period', async () => {
    const circuit = create()
    calls(circuit, 3, 'failed')
    expect(calls(create(circuit.saved()), 10, 'failed')).toBe(2)

    calls(circuit, 2, 'failed')
    await clock.advance(10_000)
    const restored = create(circuit.saved())
    expect(restored.waitMs).toBe(20_000)
    await clock.advance(20_000)
    expect(calls(restored, 10, 'failed')).toBe(1)
    expect(restored.waitMs).toBe(60_000)
  })

  test('one that works leaves nothing to keep', () => {
    const circuit = create()
    calls(circuit, 4, 'failed')
    calls(circuit, 1, 'worked')
    expect(circuit.saved()).toBeNull()
  })

  test('a system clock set by an hour neither keeps it open nor closes it', async () => {
    const circuit = create()
    calls(circuit, 5, 'failed')
    const saved = circuit.saved()
    clock.jumpWall(-HOUR)
    expect(circuit.waitMs).toBe(30_000)
    expect(create(saved).waitMs).toBe(30_000)
    clock.jumpWall(2 * HOUR)
    expect(circuit.isOpen).toBe(true)
    expect(create(saved).waitMs).toBe(0)
  })
})
