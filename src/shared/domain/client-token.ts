import { z } from 'zod'
import { ServiceId } from './service'

/** What a token's owner may do. null means no limit of that kind. */
export const TokenScope = z.object({
  /** Only this profile's address; null: every address. */
  profile: ServiceId.nullable().default(null),
  services: z.array(ServiceId).max(256).nullable().default(null),
  /** `SERVICE/TOOL`; a `*` at the end stands for any rest. */
  tools: z.array(z.string().min(1).max(400)).max(1_000).nullable().default(null),
  /** Only tools that declare themselves read-only. */
  readOnly: z.boolean().default(false),
})
export type TokenScope = z.infer<typeof TokenScope>
export const unlimitedScope: TokenScope = { profile: null, services: null, tools: null, readOnly: false }

/** Who goes first when calls have to queue. */
export const Priority = z.enum(['high', 'normal', 'low'])
export type Priority = z.infer<typeof Priority>

/** A client's token as people see it; the secret itself is shown once, when it is made. */
export const ClientToken = z.object({
  /** `owner` is the token of HOME/access-token, `clients` that of HOME/mcp-token: they are replaced, not revoked. */
  id: z.string(),
  name: z.string(),
  createdAt: z.number(),
  /** UTC epoch ms; null never ends. */
  expiresAt: z.number().nullable(),
  lastUsedAt: z.number().nullable(),
  revokedAt: z.number().nullable(),
  priority: Priority,
  scope: TokenScope,
})
export type ClientToken = z.infer<typeof ClientToken>

/** True for a token that belongs to the program itself. */
export function isOwnToken(id: string): boolean {
  return id === 'owner' || id === 'clients'
}
