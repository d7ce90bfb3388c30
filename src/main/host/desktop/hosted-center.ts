import type { AnyRouter } from '@orpc/server'
import type { ServiceId, ServiceSnapshot } from '@shared/domain/service'
import type { Settings } from '@shared/domain/settings'
import type { Disposable } from '@shared/lib/disposable'

/** What the desktop needs of the running control center. */
export interface HostedCenter {
  /** Implements the contract. */
  readonly router: AnyRouter
  snapshots(): ServiceSnapshot[]
  onChange(listener: (snapshot: ServiceSnapshot) => void): Disposable
  start(id: ServiceId): Promise<unknown>
  stop(id: ServiceId): Promise<unknown>
  restart(id: ServiceId): Promise<unknown>
  startAll(): Promise<unknown>
  stopAll(): Promise<unknown>
  settings(): Settings
  onSettings(listener: (settings: Settings) => void): Disposable
  onQuitRequested(listener: () => void): Disposable
  onFocusRequested(listener: () => void): Disposable
  /** Ends every process; takes 8 s at most. */
  shutdown(): Promise<void>
}
