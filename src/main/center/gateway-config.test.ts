import { registry } from '@servers/registry'
import { defaultLimits, type GatewayLimits, type RateLimit } from '@shared/domain/limits'
import { expect, test } from 'vitest'
import { gatewayConfig } from './gateway-config'

const ratesWith = (limits: Partial<GatewayLimits>): Record<string, RateLimit> =>
  gatewayConfig({
    settings: { get: () => ({ keepCallContents: false, callContentsKb: 1 }) as never },
    external: { list: () => [] },
    profiles: { list: () => [] },
    limits: { get: () => ({ ...defaultLimits, ...limits }) },
    trust: { approved: () => null, lastCatalog: () => null } as never,
  }).limits.rateByService

test('services that run programs or code, or change what is elsewhere, have 100 to 150 calls a minute', () => {
  const rates = ratesWith({})
  for (const id of ['python', 'git', 'system-tools', 'doctor', 'supabase']) {
    expect([id, rates[id]?.perMinute]).toEqual([id, expect.any(Number)])
    expect(rates[id]?.perMinute).toBeGreaterThanOrEqual(100)
    expect(rates[id]?.perMinute).toBeLessThanOrEqual(150)
  }
  for (const id of ['filesystem', 'sqlite', 'logging'])
    expect(rates[id]?.perMinute).toBeLessThan(defaultLimits.rate.perMinute)
})

test('what the person says of a service goes first; a stricter limit for all holds for every service', () => {
  const python = { perMinute: 5_000, burst: 500 }
  expect(ratesWith({ rateByService: { python } })['python']).toEqual(python)
  const strict = { perMinute: 60, burst: 10 }
  const rates = ratesWith({ rate: strict })
  for (const { id, rate } of registry) if (rate) expect([id, rates[id]]).toEqual([id, strict])
})
