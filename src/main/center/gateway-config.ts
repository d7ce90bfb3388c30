import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { registry } from '@servers/registry'
import { defaultLimits } from '@shared/domain/limits'
import { defaultProfile } from '@shared/domain/profile'
import { MINUTE } from '@shared/lib/clock'
import type { GatewayConfig } from '@shared/process/gateway-messages'
import type { SettingsStore } from '../settings'

/** Everything the gateway must know of what people decided. */
export function gatewayConfig(settings: Pick<SettingsStore, 'get'>): GatewayConfig {
  const { keepCallContents, callContentsKb } = settings.get()
  return {
    services: registry.map(({ id, title }) => ({
      serviceId: id,
      title,
      kind: 'built-in',
      requestTimeoutMs: 5 * MINUTE,
      approved: null,
      lastCatalog: null,
    })),
    profiles: [defaultProfile],
    limits: defaultLimits,
    history: { keepContents: keepCallContents, maxContentBytes: callContentsKb * 1024 },
  }
}

/** The gateway owns one database of its own; it lies here. */
export function makeGatewayDirectory(home: string): string {
  const dir = join(home, 'gateway')
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  return dir
}
