import { z } from 'zod'

/** Statements that are all done or none of them; each answers one text, or none. */
export const Statements = z
  .array(
    z.object({
      sql: z.string(),
      params: z.array(z.string()),
      /** True: it has no row to answer. Of every other one a missing row tells that the database is broken. */
      isSilent: z.boolean().optional(),
    }),
  )
  .min(1)
export type Statements = z.infer<typeof Statements>

/** What the service asks of its database process. */
export const DatabaseRequest = z.discriminatedUnion('kind', [
  /** Makes an empty database in `dir`, which does not exist. */
  z.object({ kind: z.literal('create'), dir: z.string() }),
  z.object({ kind: z.literal('run'), dir: z.string(), statements: Statements, readOnly: z.boolean() }),
  /** Writes everything down; the process may then be ended. */
  z.object({ kind: z.literal('close') }),
])
export type DatabaseRequest = z.infer<typeof DatabaseRequest>

export const DatabaseAnswer = z.discriminatedUnion('kind', [
  /** For each statement the first column of its first row. */
  z.object({ kind: z.literal('done'), texts: z.array(z.string().nullable()) }),
  z.object({
    kind: z.literal('failed'),
    code: z.string().nullable(),
    message: z.string(),
    details: z.string().nullable(),
    hint: z.string().nullable(),
  }),
  /** PostgreSQL no longer does what it must: the process is of no more use, and its next call might never end. */
  z.object({ kind: z.literal('broken'), message: z.string() }),
])
export type DatabaseAnswer = z.infer<typeof DatabaseAnswer>
