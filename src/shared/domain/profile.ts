import { z } from 'zod'
import { ServiceId } from './service'

/** What a profile changes about one tool; absent members leave it as the service declares it. */
export const ToolChoice = z.object({
  enabled: z.boolean().optional(),
  name: z
    .string()
    .regex(/^[A-Za-z0-9_.-]{1,128}$/)
    .optional(),
  description: z.string().max(4_096).optional(),
})
export type ToolChoice = z.infer<typeof ToolChoice>

/**
 * A named set of services and tools with its own address, `/mcp/ID` on the gateway's port. The profile `default`
 * is what `/mcp` itself offers. An external or built-in service's id works as an address too: that service alone.
 */
export const Profile = z.object({
  id: ServiceId,
  title: z.string().min(1).max(100),
  /** In the order in which their tools are listed; null is every service, also those added later. */
  services: z.array(ServiceId).max(256).nullable(),
  /** By `SERVICE/TOOL`, the tool's own name. */
  tools: z.record(z.string().max(400), ToolChoice).default({}),
  /** `auto`: plain while there is one service or all names are unique; else `SERVICE__TOOL`. */
  naming: z.enum(['prefixed', 'plain', 'auto']).default('prefixed'),
  /** `on`: three tools to search, describe and call the others stand in for all definitions. `auto`: from `searchAbove` tools. */
  search: z.enum(['off', 'auto', 'on']).default('off'),
})
export type Profile = z.infer<typeof Profile>

export const DEFAULT_PROFILE = 'default'
export const defaultProfile: Profile = {
  id: DEFAULT_PROFILE,
  title: 'All services',
  services: null,
  tools: {},
  naming: 'prefixed',
  search: 'off',
}
/** Between a service's id and the name of its tool or prompt. */
export const NAME_SEPARATOR = '__'
