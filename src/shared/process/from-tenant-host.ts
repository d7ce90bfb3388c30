import { z } from 'zod'
import { Alive, HeartbeatAnswer, LogLine } from './child-messages'
import { FromService } from './from-service'
import { TenantKey } from './tenant-key'

/** A host process to main. Apart from what main says, because only the reader needs the schema in memory. */
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
