import { mkdirSync } from 'node:fs'
import type { ServiceManifest, ServiceSettings } from '@shared/domain/manifest'
import { FromService, type ToService } from '@shared/process/service-messages'
import { newEndpoint, removeEndpoint } from './endpoint'
import { Instance, type InstanceDeps } from './instance'
import { closedDesk, serveRequests, type OpenDesk } from './request-desk'

/** V8's heap gets this share of the memory limit; the rest is for buffers, code and SQLite. */
const HEAP_SHARE = 0.75
const MB = 1024 * 1024

export interface LaunchDeps extends InstanceDeps {
  /** Directory of the private endpoints, mode 0700. */
  runDir: string
  dataDirOf: (id: string) => string
  /** Absent: services may ask the control center for nothing. */
  openDesk?: OpenDesk
}

export interface LaunchOrder {
  manifest: ServiceManifest
  settings: ServiceSettings
  memoryLimitBytes: number
}

export type ServiceInstance = Instance<FromService, ToService>

/**
 * Starts the process of a service: endpoint, data directory, spawn, and the `start` message. Whether it
 * comes up is told by its messages.
 * @throws when a directory cannot be made or the host cannot spawn
 */
export function launchService(
  deps: LaunchDeps,
  { manifest, settings, memoryLimitBytes }: LaunchOrder,
): { instance: ServiceInstance; endpoint: string } {
  const endpoint = newEndpoint(deps.runDir)
  const dataDir = deps.dataDirOf(manifest.id)
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const heapLimitMb = Math.floor((memoryLimitBytes * HEAP_SHARE) / MB)
  const spec = { program: 'service', name: manifest.id, heapLimitMb } as const
  const instance: ServiceInstance = new Instance(deps, spec, FromService)
  instance.onEnd(() => removeEndpoint(endpoint))
  serveRequests(instance, deps.openDesk?.(manifest) ?? closedDesk)
  instance.send({ type: 'start', serviceId: manifest.id, endpoint, dataDir, settings })
  return { instance, endpoint }
}
