import { z } from 'zod'
import { ServiceId } from '../domain/service'
import { ToService } from './service-messages'
import { TenantKey } from './tenant-key'

const texts = z.record(z.string(), z.string())

/** What a tenant runs; secrets are put in, and the command was found. */
export const TenantTarget = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('stdio'),
    /** Absolute path. */
    command: z.string(),
    args: z.array(z.string()),
    /** The whole environment of the child. */
    env: texts,
    cwd: z.string(),
    sharing: z.enum(['shared', 'per-session']),
    startupTimeoutMs: z.number().int(),
    isolation: z.enum(['auto', 'off']),
  }),
  z.object({
    kind: z.enum(['http', 'sse']),
    url: z.string(),
    headers: texts,
    /** Where the person's browser comes back to after signing in. */
    redirectUrl: z.string(),
    /** What `credentials` last told, as it was told; null before. */
    credentials: z.string().nullable(),
  }),
])
export type TenantTarget = z.infer<typeof TenantTarget>

/** Main to a host process. */
export const ToTenantHost = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('open'),
    tenant: TenantKey,
    serviceId: ServiceId,
    target: TenantTarget,
    requestTimeoutMs: z.number().int(),
  }),
  /** `start` (its settings are empty), `heartbeat` or `stop`. */
  z.object({ type: z.literal('to-tenant'), tenant: TenantKey, message: ToService }),
  z.object({ type: z.literal('kill'), tenant: TenantKey, signal: z.enum(['SIGTERM', 'SIGKILL']) }),
  /** The browser came back from signing in. */
  z.object({
    type: z.literal('signed-in'),
    tenant: TenantKey,
    code: z.string(),
    state: z.string(),
    /** The issuer the browser brought along (RFC 9207); a mix-up of sign-in services shows here. */
    iss: z.string().optional(),
  }),
  /** The host process itself. */
  z.object({ type: z.literal('heartbeat'), n: z.number().int() }),
  z.object({ type: z.literal('stop') }),
])
export type ToTenantHost = z.infer<typeof ToTenantHost>

export type { FromTenantHost } from './from-tenant-host'
