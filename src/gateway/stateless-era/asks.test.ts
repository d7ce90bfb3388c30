import { expect, test } from 'vitest'
import { systemClock } from '@shared/lib/clock'
import { configFor } from '../../../tests/support/gateway-config'
import { GatewayConfigCell } from '../config'
import { createTelemetry } from '../telemetry/telemetry'
import type { Ask } from './ask'
import { Asks } from './asks'

test.each([
  [false, 0],
  [true, 1],
])('with contents kept %s the arguments are written out %i times', (keepContents, times) => {
  const config = new GatewayConfigCell()
  const base = configFor(['s'])
  config.set({ ...base, history: { ...base.history, keepContents } })
  const asks = new Asks({ clock: systemClock, telemetry: createTelemetry(systemClock), config })
  const request = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 's__a' } }
  const ask = {
    request,
    tokenId: 't',
    start: {
      request,
      line: '{}',
      bytes: 2,
      startedAt: 0,
      at: 0,
      envelope: { client: null },
      endpointId: 'e',
    },
    answer: { bytes: 0, finish: () => {} },
    trace: null,
    sentAt: null,
    admittedAt: null,
    queueMs: 0,
  } as unknown as Ask
  let written = 0
  const args = { toJSON: () => ({ n: ++written }) }
  asks.add(ask)
  asks.aim(ask, 's', { name: 'a', arguments: args })
  asks.finish(ask, '{"jsonrpc":"2.0","id":1,"result":{}}', { outcome: 'ok' })
  expect(written).toBe(times)
})
