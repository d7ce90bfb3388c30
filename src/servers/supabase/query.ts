import { z } from 'zod'

const MAX_TEXT_LENGTH = 20_000
const MAX_LIST_LENGTH = 500

/** PostgreSQL cuts a longer name off without an error (NAMEDATALEN - 1), and would then mean another one. */
const MAX_NAME_BYTES = 63

/** @returns why PostgreSQL would take another name than this; null when it would not */
export function nameProblem(name: string): string | null {
  if (name.includes('\0')) return 'A name cannot hold the character NUL.'
  const bytes = Buffer.byteLength(name)
  return bytes > MAX_NAME_BYTES
    ? `A name has at most ${MAX_NAME_BYTES} bytes (UTF-8), this one has ${bytes}.`
    : null
}

export const Name = z
  .string()
  .min(1)
  .superRefine((name, context) => {
    const problem = nameProblem(name)
    if (problem) context.addIssue({ code: 'custom', message: problem })
  })

/** Operators as PostgREST names them, in words where its own are hard to guess. */
export const operators = [
  'eq',
  'neq',
  'gt',
  'gte',
  'lt',
  'lte',
  'like',
  'ilike',
  'in',
  'is',
  'contains',
  'contained_by',
  'overlaps',
] as const
export type Operator = (typeof operators)[number]

const Plain = z.union([z.string().max(MAX_TEXT_LENGTH), z.number(), z.boolean()])
export type Plain = z.infer<typeof Plain>

export const Filter = z.object({
  column: Name,
  op: z.enum(operators),
  value: z
    .union([Plain, z.null(), z.array(Plain).max(MAX_LIST_LENGTH), z.record(z.string(), z.unknown())])
    .describe(
      'in: a list; is: null, true, false or "unknown"; contains: a list or JSON; like: % is any text',
    ),
  not: z.boolean().optional().describe('True: rows that do not pass'),
})
export type Filter = z.infer<typeof Filter>

export const Filters = z.array(Filter).max(20)
export const RequiredFilters = Filters.min(
  1,
  'Give at least one filter: without any, every row would be meant.',
)

export const Order = z.object({
  column: Name,
  descending: z.boolean().default(false),
  nulls: z.enum(['first', 'last']).optional(),
})
export type Order = z.infer<typeof Order>

/** One row's values by column: any JSON. */
export const Values = z.record(z.string(), z.unknown())
