import type { Problem } from '@shared/errors'
import type { Clock } from '@shared/lib/clock'
import type { Logger } from '@shared/domain/log'
import type { ServiceManifest, ServiceSettings } from '@shared/domain/manifest'
import type { Center } from './center'
import type { Tool } from './define-tool'

/** A problem that ends nothing. */
export type Notice = Pick<Problem, 'code' | 'message'> & { nextStep: string }

/** What the process supplies to a server. */
export interface ServerContext {
  /** The service's own directory; exists and is private. */
  dataDir: string
  /** Checked against the manifest's settings; every key is present. */
  settings: ServiceSettings
  clock: Clock
  log: Logger
  /** Tells the person, beside the log, what they must know although the service works. */
  notice(notice: Notice): void
  /** The control center, for what the manifest's `asksFor` names. */
  center: Center
  /** Tells every session that subscribed to `uri` that its content changed. */
  resourceUpdated(uri: string): void
}

export interface Resource {
  /** Name in the protocol's list; the address is `uri`. */
  name: string
  uri: string
  title: string
  description: string
  mimeType: string
  read(): string
}

/** What a server offers to every session, built once per process; sessions share its store. */
export interface ServerParts {
  /** In the order in which clients shall see them. */
  tools: readonly Tool[]
  resources?: readonly Resource[]
  /** Closes what `build` opened; called once, when nothing runs any more. */
  dispose(): void
}

/** A built-in server: what it is and how it is built. It knows neither transport nor process. */
export interface ServerDefinition {
  manifest: ServiceManifest
  /**
   * @throws OmniMindError when it cannot work until somebody changes something (unwritable directory,
   * database of a newer version)
   */
  build: (context: ServerContext) => ServerParts
}

export function defineServer(definition: ServerDefinition): ServerDefinition {
  return definition
}
