import type { CommandCheck, ParsedConfig } from '@shared/contract/external'
import type { ExternalServer } from '@shared/domain/external'
import type { LogEntry, Logger } from '@shared/domain/log'
import type { ServiceManifest } from '@shared/domain/manifest'
import type { Clock } from '@shared/lib/clock'
import type { Disposable } from '@shared/lib/disposable'
import type { HostProcess, ProcessSpec } from '../host/host'
import type { Secrets } from '../secrets'
import type { Supervisor } from '../supervisor'

/** How the center runs servers: the supervisor, as far as this feature needs it. */
export type ExternalSupervision = Pick<Supervisor, 'add' | 'update' | 'relaunch' | 'wake' | 'remove'>

/** The MCP servers people added: their definitions, and the processes that host them. */
export interface ExternalServers {
  list(): readonly ExternalServer[]
  get(id: string): ExternalServer | undefined
  manifests(): ServiceManifest[]
  /** @throws OmniMindError BAD_INPUT, DATA_DIR_UNWRITABLE; nothing changed then */
  add(server: ExternalServer): void
  /** What runs is started again when what it runs changed. @throws OmniMindError UNKNOWN_SERVICE, as `add` */
  update(server: ExternalServer): void
  /** Resolves when nothing of it runs any more. @returns what was removed @throws OmniMindError UNKNOWN_SERVICE */
  remove(id: string): Promise<ExternalServer>
  checkCommand(command: string): Promise<CommandCheck>
  parseConfig(text: string): ParsedConfig
  /** Ids of the servers that use a secret. */
  usersOf(secret: string): string[]
  /** Running users of the secret are started again with its new value. */
  secretChanged(secret: string): void
  /** Where the person must sign in; null when nobody asked for it. */
  signInUrl(id: string): string | null
  /** The browser came back. @returns false when no server waits for it */
  signedIn(code: string, state: string, iss?: string): boolean
  /** Hands every stored server to the supervisor. */
  start(supervision: ExternalSupervision): void
  /** A definition came, changed or went. */
  onChange(listener: () => void): Disposable
  /** The machine goes to sleep, or woke: host processes are not judged meanwhile. */
  suspend(): void
  resume(): void
  /** Ends the host processes; their servers were stopped before. */
  shutdown(): Promise<void>
  readonly warnings: readonly string[]
}

export interface ExternalDeps {
  home: string
  clock: Clock
  log: Logger
  writeLog: (entry: LogEntry) => void
  /** Replaces secrets in a text. */
  redact: (text: string) => string
  spawn: (spec: ProcessSpec) => HostProcess
  secrets: Secrets
  /** Ids of built-in services and profiles. */
  isTaken: (id: string) => boolean
  /** Offset included. */
  gatewayPort: number
  redirectUrl: string
}
