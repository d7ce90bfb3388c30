import { useStore } from 'zustand'
import type { OpenQuestion } from '@shared/domain/consent'
import type { GatewayStatus } from '@shared/domain/gateway'
import type { LivePulse } from '@shared/domain/metrics'
import type { ServiceSnapshot } from '@shared/domain/service'
import type { Settings } from '@shared/domain/settings'
import { useCenter } from './provider'

/** Every service, or null until the first answer. */
export function useServices(): readonly ServiceSnapshot[] | null {
  return useStore(useCenter().stores.services, (state) => state.list)
}

/** One service; undefined when there is none of this id, null until the first answer. */
export function useService(id: string): ServiceSnapshot | undefined | null {
  return useStore(useCenter().stores.services, (state) =>
    state.list === null ? null : state.list.find((service) => service.id === id),
  )
}

export function usePulses(): readonly LivePulse[] {
  return useStore(useCenter().stores.pulses, (state) => state.recent)
}

export function useSettings(): Settings | null {
  return useStore(useCenter().stores.settings, (state) => state.value)
}

/** The gateway's clients, guards and cache; null until the first answer. */
export function useGateway(): GatewayStatus | null {
  return useStore(useCenter().stores.gateway, (state) => state.value)
}

/** Tools that wait for a person, by service; null until the first answer. */
export function usePending(): Readonly<Record<string, number>> | null {
  return useStore(useCenter().stores.pending, (state) => state.value)
}

/** What services ask the person now. */
export function useQuestions(): readonly OpenQuestion[] {
  return useStore(useCenter().stores.questions, (state) => state.open)
}

export function useAppInfo() {
  return useStore(useCenter().stores.info, (state) => state.value)
}
