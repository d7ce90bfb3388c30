import { z } from 'zod'
import { ServiceId } from './service'

/** Why a person should look twice at a tool. */
export const Finding = z.object({
  kind: z.enum([
    'hidden-characters',
    'instructions-to-the-model',
    'shadowed-name',
    'lying-annotation',
    'look-alike-name',
    'control-characters',
    'oversized',
    'unchecked',
  ]),
  /** In words, with the place; hidden characters written out as U+XXXX. */
  text: z.string(),
})
export type Finding = z.infer<typeof Finding>

/**
 * `trusted`: built in, or approved as it is. `new`: of an approved server, not seen by a person yet.
 * `changed`: differs from what was approved. Only trusted tools can be listed and called.
 */
export const TrustState = z.enum(['trusted', 'new', 'changed'])
export type TrustState = z.infer<typeof TrustState>

/** A tool as its service declares it. */
export const CatalogTool = z.object({
  name: z.string(),
  /** The whole definition, untouched. */
  definition: z.record(z.string(), z.unknown()),
  /** SHA-256 (hex) of name, title, description, schemas and annotations in canonical JSON. */
  fingerprint: z.string(),
  trust: TrustState,
  findings: z.array(Finding),
})
export type CatalogTool = z.infer<typeof CatalogTool>

const Entry = z.record(z.string(), z.unknown())

/** What one service offers, as the gateway last learned it. */
export const Catalog = z.object({
  serviceId: ServiceId,
  /** UTC epoch ms. */
  at: z.number(),
  /** The service answers 2026-07-28 itself; else the gateway translates. */
  modern: z.boolean(),
  serverInfo: Entry,
  capabilities: Entry,
  instructions: z.string().nullable(),
  tools: z.array(CatalogTool),
  prompts: z.array(Entry),
  resources: z.array(Entry),
  resourceTemplates: z.array(Entry),
  /** Set when something was left out: an endless list, an entry nobody can read. */
  problem: z.string().nullable(),
})
export type Catalog = z.infer<typeof Catalog>
