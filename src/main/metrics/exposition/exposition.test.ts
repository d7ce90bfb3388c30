import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import type { ServiceSnapshot } from '@shared/domain/service'
import { processSample, serviceSnapshot, trafficSample } from '../../../../tests/support/samples'
import { createTotals } from '../totals'
import { prometheusText } from './index'
import { metricsJson } from './json'

const none = new Map<string, never>()
const lines = (text: string): string[] =>
  text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
const linesOf = (text: string, name: string): string[] =>
  lines(text).filter((line) => line.startsWith(`${name}{`))

/** A tree as it runs: three services, one of them stopped, center and gateway. */
function busy() {
  const totals = createTotals()
  totals.addTraffic([
    trafficSample([0.2, 3, 3, 400_000], { errors: 1, inFlight: 2 }),
    trafficSample([1], { target: 'evil"name\\with\nline\rends' }),
    trafficSample([5], { serviceId: 'thinking', target: 'tools/list' }),
  ])
  const usages = new Map(['center', 'gateway', 'memory'].map((source) => [source, processSample({ source })]))
  const snapshots: ServiceSnapshot[] = [
    serviceSnapshot(),
    serviceSnapshot({ id: 'thinking', title: 'Thinking' }),
    serviceSnapshot({
      id: 'doctor',
      tier: 2,
      state: { kind: 'stopped', at: 0, reason: 'idle' },
      usage: null,
      uptimeMs: 0,
    }),
  ]
  return { totals, usages, snapshots }
}

describe('text', () => {
  test('says what was counted', () => {
    const { totals, usages, snapshots } = busy()
    const text = prometheusText(snapshots, totals, usages, '1.2.3')
    expect(lines(text)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^omnimind_build_info\{version="1\.2\.3",node="\d+\.\d+\.\d+"\} 1$/),
        'omnimind_service_state{service="doctor",state="stopped"} 1',
        'omnimind_service_state{service="doctor",state="ready"} 0',
        'omnimind_service_uptime_seconds{service="memory"} 12.5',
        'omnimind_service_restarts_24h{service="memory"} 2',
        'omnimind_process_cpu_ratio{service="gateway"} 0.02',
        'omnimind_event_loop_lag_seconds{service="center"} 0.001',
        'omnimind_in_flight{service="memory"} 2',
        'omnimind_calls_total{service="memory",target="read_graph"} 4',
        'omnimind_call_errors_total{service="memory",target="read_graph"} 1',
        'omnimind_calls_total{service="memory",target="evil\\"name\\\\with\\nline ends"} 1',
        'omnimind_request_bytes_total{service="memory"} 500',
        'omnimind_call_duration_seconds_bucket{service="memory",le="0.005"} 4',
        'omnimind_call_duration_seconds_bucket{service="memory",le="300"} 4',
        'omnimind_call_duration_seconds_bucket{service="memory",le="+Inf"} 5',
        'omnimind_call_duration_seconds_sum{service="memory"} 400.0072',
        'omnimind_call_duration_seconds_count{service="memory"} 5',
        'omnimind_series_left_out 0',
      ]),
    )
  })

  test.each([
    ['a busy tree', busy()],
    ['nothing at all', { totals: createTotals(), usages: none, snapshots: [] }],
  ])('promtool has nothing to say about %s', (_, { totals, usages, snapshots }) => {
    const text = prometheusText(snapshots, totals, usages, '1.2.3')
    const promtool = spawnSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' })
    // A machine without promtool still checks the grammar of every line.
    for (const line of lines(text))
      expect(line).toMatch(/^[a-z_0-9]+(\{([a-z]+="([^"\\\n]|\\[\\"n])*",?)+\})? [-+\d.eInfNa]+$/)
    if (promtool.error) return
    expect({ status: promtool.status, said: promtool.stdout + promtool.stderr }).toEqual({
      status: 0,
      said: '',
    })
  })

  test('never more than 1,000 series; sums over a service stay right', () => {
    for (const [services, targets] of [
      [19, 200],
      [60, 20],
      [300, 3],
    ] as const) {
      const totals = createTotals()
      const snapshots = Array.from({ length: services }, (_, n) => serviceSnapshot({ id: `service-${n}` }))
      for (const { id } of snapshots)
        for (let n = 0; n < targets; n++)
          totals.addTraffic([
            trafficSample(
              Array.from({ length: 1 + (n % 7) }, () => 1),
              { serviceId: id, target: `t${n}` },
            ),
          ])
      const text = prometheusText(snapshots, totals, none, '1')
      expect(lines(text).length).toBeLessThanOrEqual(1_000)
      if (services > 19) continue
      const calls = linesOf(text, 'omnimind_calls_total').map((line) => Number(line.split(' ').at(-1)))
      const counted = snapshots.reduce((sum, { id }) => sum + totals.serviceTotal(id).calls, 0)
      expect(calls.reduce((sum, one) => sum + one, 0)).toBe(counted)
      expect(calls.length).toBeGreaterThan(50)
    }
  })

  test('counters never fall', () => {
    const { totals, usages, snapshots } = busy()
    const count = (): number =>
      Number(
        linesOf(prometheusText(snapshots, totals, usages, '1'), 'omnimind_request_bytes_total')[0]
          ?.split(' ')
          .at(-1),
      )
    const before = count()
    totals.addTraffic([trafficSample([1])])
    expect(count()).toBe(before + 100)
  })
})

test('the same figures as JSON, by tier and service', () => {
  const { totals, usages, snapshots } = busy()
  const json = metricsJson(snapshots, totals, usages, { version: '1.2.3', at: 7 })
  expect(json).toMatchObject({
    version: '1.2.3',
    at: 7,
    tiers: [
      {
        tier: 1,
        services: [
          {
            id: 'memory',
            calls: 5,
            errors: 1,
            inFlight: 2,
            restarts24h: 2,
            process: { rssBytes: 60_000_000 },
          },
          { id: 'thinking', calls: 1 },
        ],
      },
      { tier: 2, services: [{ id: 'doctor', state: 'stopped', calls: 0, p95Ms: null, process: null }] },
    ],
  })
  expect(Object.keys(json.processes).toSorted()).toEqual(['center', 'gateway', 'memory'])
  expect(json.tiers[0]?.services[0]?.targets.map(({ target, calls }) => [target, calls])).toContainEqual([
    'read_graph',
    4,
  ])
})
