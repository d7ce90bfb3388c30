import type { ServiceSettings } from '@shared/domain/manifest'
import type { RunMode, Wanted } from '@shared/domain/service'

/** What the person and the settings say about a service; read whenever it matters, never kept. */
export interface ServiceConfig {
  wanted: Wanted
  mode: RunMode
  values: ServiceSettings
  /** Public port, offset and override included. */
  port: number
  /** The port of the port table, offset included. */
  defaultPort: number
  url: string
}

export interface ServiceLimits {
  /** Resident memory per service. */
  memoryBytes: number
  /** An on-demand service nobody used for this long is stopped; 0 never. */
  idleStopMs: number
}
