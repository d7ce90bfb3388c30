import type { ProcessUsage } from '@shared/domain/service'
import type { FromService } from '@shared/process/service-messages'
import type { FromTenantHost, TenantTarget } from '@shared/process/tenant-messages'

/** How a tenant's run ended. */
export type TenantExit = Extract<FromTenantHost, { type: 'ended' }>['exit']

/** One run of one external server, inside a host process. */
export interface Tenant {
  /** MCP sessions open now. */
  readonly connections: number
  /** Called once: listen there as soon as the server can serve. The tenant then tells `listening`. */
  start(endpoint: string): void
  /** End in good order, then tell `ended`. */
  stop(): void
  /** End now, then tell `ended`. Also called when main is gone; SIGKILL must have been sent to all of it on return. */
  kill(signal: 'SIGTERM' | 'SIGKILL'): void
  /** What this tenant alone uses; null when that cannot be told apart from the host. */
  usage(): Pick<ProcessUsage, 'rssBytes' | 'cpuPercent'> | null
  /** The browser came back from signing in; `iss` is the issuer it brought along, if any. */
  signedIn?(code: string, state: string, iss: string | undefined): void
}

/** What a tenant tells; after `ended` nothing of it is passed on. */
export interface TenantEvents {
  /** @param pid of the child, or null when there is none; `groupLeader` when a signal to -pid reaches all of it */
  opened(pid: number | null, groupLeader: boolean): void
  tell(message: Exclude<FromService, { type: 'alive' | 'heartbeat' }>): void
  output(stream: 'stdout' | 'stderr', chunk: string): void
  signIn(url: string): void
  credentials(text: string): void
  /** Nothing of it runs any more. */
  ended(exit: TenantExit): void
}

/** What main ordered. */
export interface TenantOrder<Target extends TenantTarget = TenantTarget> {
  /** Unique per run. */
  tenant: string
  serviceId: string
  target: Target
  requestTimeoutMs: number
}

/** @throws when it cannot begin at all; its text becomes the reason of the failed start */
export type CreateTenant = (order: TenantOrder, events: TenantEvents) => Tenant
