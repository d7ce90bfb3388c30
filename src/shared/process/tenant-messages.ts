import { z } from 'zod'
import { ServiceId } from '../domain/service'
import { Alive, HeartbeatAnswer, LogLine } from './child-messages'
import { FromService, ToService } from './service-messages'

/**
 * Main and the two processes that host external servers (`stdio-host`, `remote-host`). One such process carries
 * many tenants; a tenant is one run of one server, named by a key that is never used twice. To the supervisor each
 * tenant looks like a process of its own: the messages of a service, wrapped.
 */
export const TenantKey = z.string().regex(/^[a-z][a-z0-9-]{0,62}#\d{1,9}$/)

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

/** A host process to main. */
export const FromTenantHost = z.discriminatedUnion('type', [
  Alive,
  HeartbeatAnswer,
  LogLine,
  /** The child runs (null: nothing to run, a remote server). `groupLeader` when a signal to -pid reaches all of it. */
  z.object({
    type: z.literal('opened'),
    tenant: TenantKey,
    pid: z.number().int().nullable(),
    groupLeader: z.boolean(),
  }),
  z.object({ type: z.literal('from-tenant'), tenant: TenantKey, message: FromService }),
  z.object({
    type: z.literal('output'),
    tenant: TenantKey,
    stream: z.enum(['stdout', 'stderr']),
    chunk: z.string(),
  }),
  /** The person must sign in there. */
  z.object({ type: z.literal('sign-in'), tenant: TenantKey, url: z.string() }),
  /** Tokens and registrations to be kept sealed and given back at the next start. */
  z.object({ type: z.literal('credentials'), tenant: TenantKey, text: z.string() }),
  /** Nothing of this tenant runs any more. Exactly once, last. */
  z.object({
    type: z.literal('ended'),
    tenant: TenantKey,
    exit: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('exited'), code: z.number().int() }),
      z.object({ kind: z.literal('signaled'), signal: z.string() }),
      z.object({ kind: z.literal('spawn-failed'), message: z.string() }),
    ]),
  }),
])
export type FromTenantHost = z.infer<typeof FromTenantHost>
