import { createStore, type StoreApi } from 'zustand/vanilla'
import type { OpenQuestion } from '@shared/domain/consent'
import type { GatewayStatus } from '@shared/domain/gateway'
import type { LivePulse } from '@shared/domain/metrics'
import type { ServiceSnapshot } from '@shared/domain/service'
import type { Settings } from '@shared/domain/settings'
import type { AppInfo } from '@shared/contract/app'
import type { z } from 'zod'

/** Seconds of live pulses kept for the small lines beside each service. */
export const PULSE_MEMORY = 60

/** What every screen shares. null: not told yet. */
export interface CenterStores {
  services: StoreApi<{ list: readonly ServiceSnapshot[] | null }>
  pulses: StoreApi<{ recent: readonly LivePulse[] }>
  settings: StoreApi<{ value: Settings | null }>
  gateway: StoreApi<{ value: GatewayStatus | null }>
  /** Tools that wait for a person, by service. */
  pending: StoreApi<{ value: Readonly<Record<string, number>> | null }>
  /** What services ask the person. */
  questions: StoreApi<{ open: readonly OpenQuestion[] }>
  info: StoreApi<{ value: z.infer<typeof AppInfo> | null }>
}

export function createStores(): CenterStores {
  return {
    services: createStore(() => ({ list: null })),
    pulses: createStore(() => ({ recent: [] })),
    settings: createStore(() => ({ value: null })),
    gateway: createStore(() => ({ value: null })),
    pending: createStore(() => ({ value: null })),
    questions: createStore(() => ({ open: [] })),
    info: createStore(() => ({ value: null })),
  }
}
