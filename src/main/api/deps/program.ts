import type { AppInfo } from '@shared/contract/app'
import type { ServiceSettings } from '@shared/domain/manifest'
import type { PortHolder, RunMode, ServiceSnapshot } from '@shared/domain/service'
import type { Settings } from '@shared/domain/settings'
import type { Disposable } from '@shared/lib/disposable'
import type { Awaitable } from './awaitable'

/** The program as a whole. */
export interface AppControl {
  info(): Awaitable<AppInfo>
  /** Begins to end the program; returns before it has ended, so that the answer still goes out. */
  quit(): void
  focus(): void
  signInLink(): string
}

/** The supervisor, as far as the contract needs it. */
export interface ServiceControl {
  list(): ServiceSnapshot[]
  get(id: string): ServiceSnapshot | undefined
  onChange(listener: (service: ServiceSnapshot) => void): Disposable
  /** These set what is wanted and resolve with the state that was reached. */
  start(id: string): Promise<ServiceSnapshot>
  stop(id: string): Promise<ServiceSnapshot>
  restart(id: string): Promise<ServiceSnapshot>
  startAll(): Promise<ServiceSnapshot[]>
  stopAll(): Promise<ServiceSnapshot[]>
  /**
   * Takes a public port for the service, remembers it, and starts the service when it is wanted.
   * @throws OmniMindError PORT_HELD; the port and what is remembered are then as they were
   */
  movePort(id: string, port: number): Promise<ServiceSnapshot>
}

/** Who holds ports on this machine. */
export interface PortControl {
  /** The program that listens on the port on any loopback address; null when it is free. */
  holderOf(port: number): Promise<PortHolder | null>
  /** The first port from `preferred` up that is free on both loopback families. @throws OmniMindError PORT_HELD */
  findFree(preferred: number): Promise<number>
  /** Ends the holder and resolves when the port is free. @throws OmniMindError */
  stopHolder(holder: PortHolder): Promise<void>
}

export interface ServiceChoices {
  mode: RunMode
  portOverride: number | null
  values: ServiceSettings
}

export interface SettingsControl {
  get(): Settings
  update(patch: Partial<Settings>): Settings
  onChange(listener: (settings: Settings) => void): Disposable
  service(id: string): ServiceChoices
  /** Stores the choices; the supervisor hears of it and starts the service again when its values changed. */
  updateService(id: string, patch: Partial<ServiceChoices>): ServiceChoices
}
