import { z } from 'zod'

/** Longest statement, in UTF-16 code units. */
export const MAX_SQL_LENGTH = 1_000_000

/** A value bound to a parameter. Whole numbers are bound as INTEGER, others as REAL, true and false as 1 and 0. */
export const Parameter = z.union([
  z.null(),
  z.boolean(),
  z.number(),
  z.string(),
  z.object({ integer: z.string().regex(/^-?\d{1,19}$/) }).describe('An integer beyond 2^53'),
  z.object({ base64: z.base64() }).describe('A blob'),
])
export type Parameter = z.infer<typeof Parameter>

export const Parameters = z.union([z.array(Parameter).max(32_766), z.record(z.string(), Parameter)])
export type Parameters = z.infer<typeof Parameters>

/** A value of a row: an integer beyond 2^53 and an infinite number as text, a blob as base64. */
export const Cell = z.union([
  z.null(),
  z.number(),
  z.string(),
  z.object({ base64: z.string(), bytes: z.number().int() }),
])
export type Cell = z.infer<typeof Cell>

/** How a file is used: `own` is made when it is missing. */
export const DatabaseFile = z.object({
  path: z.string(),
  /** Where `path` led when the service started. */
  realPath: z.string(),
  /** Folders it must not be in. */
  closed: z.array(z.string()),
  access: z.enum(['own', 'write', 'read']),
  maxMb: z.number(),
})
export type DatabaseFile = z.infer<typeof DatabaseFile>

/** Where an answer is cut off; bytes are characters of its JSON. */
export const RowLimits = z.object({ rows: z.number().int(), bytes: z.number().int() })
export type RowLimits = z.infer<typeof RowLimits>

const statement = { sql: z.string(), params: Parameters.optional(), limits: RowLimits }

/** What the service asks of the process that has the database open. */
export const QueryRequest = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('read'), ...statement }),
  z.object({ kind: z.literal('write'), ...statement }),
  z.object({ kind: z.literal('plan'), sql: z.string(), params: Parameters.optional() }),
  z.object({ kind: z.literal('tables') }),
  z.object({ kind: z.literal('describe'), table: z.string() }),
])
export type QueryRequest = z.infer<typeof QueryRequest>
export type RequestKind = QueryRequest['kind']

/** One call of the worker. */
export const QueryCall = z.object({ file: DatabaseFile, request: QueryRequest })
export type QueryCall = z.infer<typeof QueryCall>

export const Rows = z.object({
  columns: z.array(z.string()),
  rows: z.array(z.array(Cell)),
  /** There were more. */
  truncated: z.boolean(),
})
export type Rows = z.infer<typeof Rows>

/** An integer as a number, or beyond 2^53 as text. */
export const Integer = z.union([z.number(), z.string()])

export const Table = z.object({
  name: z.string(),
  type: z.enum(['table', 'view', 'virtual']),
})

export const Description = z.object({
  table: Table,
  columns: z.array(
    z.object({
      cid: z.number().int(),
      name: z.string(),
      type: z.string(),
      notnull: z.boolean(),
      dflt_value: z.string().nullable(),
      pk: z.number().int().describe('Place in the primary key, from 1; 0: not in it'),
      generated: z.boolean(),
    }),
  ),
  indexes: z.array(z.object({ name: z.string(), unique: z.boolean(), columns: z.array(z.string()) })),
  foreignKeys: z.array(
    z.object({ columns: z.array(z.string()), table: z.string(), references: z.array(z.string()) }),
  ),
  sql: z.string().nullable(),
})

/** What each request is answered with. */
export const queryAnswers = {
  read: Rows,
  write: Rows.extend({ changes: Integer, lastInsertRowid: Integer }),
  plan: z.object({ steps: z.array(z.object({ id: z.number(), parent: z.number(), detail: z.string() })) }),
  tables: z.object({ tables: z.array(Table) }),
  describe: Description,
} as const satisfies Record<RequestKind, z.ZodType>
export type QueryAnswer<Kind extends RequestKind> = z.infer<(typeof queryAnswers)[Kind]>
