import { unlimitedScope } from '@shared/domain/client-token'
import { defaultLimits } from '@shared/domain/limits'
import { defaultProfile } from '@shared/domain/profile'
import type { AcceptedToken, GatewayConfig } from '@shared/process/gateway-messages'

/** A token that may do everything; its tests give it id and hash. */
export const anyToken: Omit<AcceptedToken, 'id' | 'sha256'> = {
  name: 'test',
  expiresAt: null,
  priority: 'normal',
  scope: unlimitedScope,
}

/** What main would send for these services, all of them built in. Limits are out of the tests' way. */
export function configFor(serviceIds: readonly string[]): GatewayConfig {
  return {
    services: serviceIds.map((serviceId) => ({
      serviceId,
      title: serviceId,
      kind: 'built-in',
      requestTimeoutMs: 300_000,
      approved: null,
      lastCatalog: null,
    })),
    profiles: [defaultProfile],
    limits: {
      ...defaultLimits,
      rate: { perMinute: 10_000_000, burst: 1_000_000 },
      concurrency: { ...defaultLimits.concurrency, initial: 256 },
    },
    history: { keepContents: true, maxContentBytes: 16 * 1024 },
  }
}
