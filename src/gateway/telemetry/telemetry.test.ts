import { describe, expect, test } from 'vitest'
import type { Clock } from '@shared/lib/clock'
import { LATENCY_BOUNDS_MS } from '@shared/lib/histogram'
import { anyCall } from '../../../tests/support/any-call'
import type { EndedCall } from './calls'
import { OTHER_TARGET } from './counters'
import { Notices } from './notices'
import { createTelemetry, type Telemetry } from './telemetry'

const clock: Clock = {
  monotonicMs: () => 0,
  epochMs: () => 1_000,
  after: () => ({ dispose: () => {} }),
  every: () => ({ dispose: () => {} }),
}

const { id: _, ...ended } = anyCall({ serviceId: 's', target: 't', at: 1_000, durationMs: 3 })
const call = (changes: Partial<EndedCall> = {}): EndedCall => ({ ...ended, contents: null, ...changes })
const carry = (telemetry: Telemetry, target: string, changes: Partial<EndedCall> = {}): void =>
  telemetry.end(telemetry.begin('s', target, 10), call({ target, ...changes }))

describe('telemetry', () => {
  test('counts what ended, its bytes and its time, and starts anew after a report', () => {
    const telemetry = createTelemetry(clock)
    carry(telemetry, 't')
    carry(telemetry, 't', { outcome: 'tool-error' })
    carry(telemetry, 't', { outcome: 'cancelled' })
    const [sample] = telemetry.report({})?.samples ?? []
    expect(sample).toMatchObject({
      target: 't',
      calls: 3,
      errors: 1,
      inFlight: 0,
      requestBytes: 30,
      responseBytes: 60,
      durationSumMs: 9,
    })
    expect(sample?.buckets).toHaveLength(LATENCY_BOUNDS_MS.length + 1)
    expect(sample?.buckets.reduce((sum, count) => sum + count)).toBe(3)
    expect(telemetry.report({})).toBeNull()
  })

  test('reports as long as something is in flight', () => {
    const telemetry = createTelemetry(clock)
    const counter = telemetry.begin('s', 't', 10)
    for (let n = 0; n < 2; n++)
      expect(telemetry.report({})?.samples[0]).toMatchObject({ calls: 0, inFlight: 1 })
    telemetry.end(counter, call())
    expect(telemetry.report({})?.samples[0]).toMatchObject({ calls: 1, inFlight: 0 })
    expect(telemetry.report({})).toBeNull()
  })

  test('reports when only the sessions changed', () => {
    const telemetry = createTelemetry(clock)
    expect(telemetry.report({ s: 1 })).toMatchObject({ samples: [], sessions: { s: 1 } })
    expect(telemetry.report({ s: 1 })).toBeNull()
    expect(telemetry.report({ s: 0 })).toMatchObject({ sessions: { s: 0 } })
  })

  test('tells at most 200 calls and how many more there were; ids grow as text', () => {
    const telemetry = createTelemetry(clock)
    for (let n = 0; n < 250; n++) carry(telemetry, 't')
    const report = telemetry.report({})
    expect([report?.calls.length, report?.droppedCalls, report?.samples[0]?.calls]).toEqual([200, 50, 250])
    const ids = report?.calls.map((one) => one.id) ?? []
    expect(ids.toSorted()).toEqual(ids)
    expect(new Set(ids).size).toBe(200)
  })

  test('counts the 201st target and later ones together', () => {
    const telemetry = createTelemetry(clock)
    for (let n = 0; n < 300; n++) carry(telemetry, `t${n}`)
    carry(telemetry, '__proto__')
    const samples = telemetry.report({})?.samples ?? []
    expect(samples).toHaveLength(201)
    expect(samples.find((sample) => sample.target === OTHER_TARGET)?.calls).toBe(101)
  })
})

test('notices are told once per report, with their number', () => {
  const notices = new Notices()
  for (let n = 0; n < 3; n++) notices.add('s', 'refused a request (401, token)')
  notices.add('s', 'ignored garbage')
  expect(notices.take().map((notice) => notice.text)).toEqual([
    's: refused a request (401, token) (3 times)',
    's: ignored garbage',
  ])
  expect(notices.take()).toEqual([])
})
