import { expect, test } from 'vitest'
import { defaultLimits } from '@shared/domain/limits'
import { VirtualClock } from '../../../tests/support/virtual-clock'
import { Circuit } from '../calls/circuit'
import type { CallEnd, GuardedCall } from '../calls/call-guards'
import { circuitVerdict } from '../calls/service-guards'
import type { Ask } from './ask'
import { admittedResources } from './resource-routes'

test('to listen does not tell that a service works', () => {
  const resource = ({ uri }: { uri: string }) => ({ kind: 'forward', serviceId: uri[0], params: {} })
  const ask = {
    start: { view: { resource }, visit: { identity: {} }, endpointId: 'default' },
    envelope: { client: null },
  } as unknown as Ask
  const asked: GuardedCall[] = []
  const ends: CallEnd[] = []
  let found = new Map<string, string[]>()
  admittedResources(
    ask,
    ['a://1', 'a://2', 'b://1'],
    (serviceId) => serviceId === 'a',
    {
      admit: (call, decide) => {
        asked.push(call)
        decide({ kind: 'send', queueMs: 0, done: (end) => void ends.push(end) })
        return { dispose: () => {} }
      },
    },
    (all) => void (found = all),
  )
  expect(found).toEqual(new Map([['a', ['a://1', 'a://2']]]))
  expect(asked.map((call) => call.method)).toEqual(['subscriptions/listen'])

  const limits = defaultLimits.breaker
  const circuit = new Circuit(new VirtualClock(), limits, null, () => {})
  for (let n = 0; n < limits.failures; n++) {
    for (const one of ends) circuit.leave(circuit.enter() ?? 0, circuitVerdict(one))
    circuit.leave(circuit.enter() ?? 0, 'failed')
  }
  expect(circuit.isOpen).toBe(true)
})
