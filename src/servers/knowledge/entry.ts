import { z } from 'zod'

export const MAX_VALUE_BYTES = 1024 * 1024
export const MAX_BATCH = 200
const MAX_NAME_LENGTH = 200
const MAX_KEY_LENGTH = 500
const MAX_METADATA_LENGTH = 20_000

const wholeCharacters = (text: string): boolean => text.isWellFormed()
const brokenText = 'Holds half of a character (a lone surrogate). Send the text again without it.'

const name = (what: string) =>
  z
    .string()
    .trim()
    .min(1, `A ${what} must not be empty.`)
    .max(MAX_NAME_LENGTH, `A ${what} has at most ${MAX_NAME_LENGTH} characters.`)
    .refine(wholeCharacters, brokenText)

export const Source = name('source').describe(
  'Where the fact comes from or belongs to, for example a project',
)
export const Category = name('category').describe('Kind of fact, for example "decision" or "preference"')
export const Key = z
  .string()
  .trim()
  .min(1, 'A key must not be empty.')
  .max(MAX_KEY_LENGTH, `A key has at most ${MAX_KEY_LENGTH} characters.`)
  .refine(wholeCharacters, brokenText)
  .describe('Unique within source and category, for example "api/base-url"')

/** Where an entry stands, as tools take it; what is not said is "general". */
export const addressShape = {
  source: Source.default('general'),
  category: Category.default('general'),
  key: Key,
}
export const AddressInput = z.object(addressShape)

export interface Address {
  source: string
  category: string
  key: string
}

/** Any text or JSON value. */
export const Value = z
  .unknown()
  .refine((value) => value !== undefined, 'A value is missing.')
  .refine(
    (value) => typeof value !== 'string' || value.isWellFormed(),
    'The text holds half of a character (a lone surrogate). Send it again without it.',
  )
  .refine(
    (value) => valueBytes(value) <= MAX_VALUE_BYTES,
    'The value has more than 1 MB as UTF-8. Keep it in parts under several keys, or keep a summary.',
  )

function valueBytes(value: unknown): number {
  if (value === undefined) return 0
  return Buffer.byteLength(typeof value === 'string' ? value : JSON.stringify(value))
}

export const Metadata = z
  .record(z.string(), z.unknown())
  .refine(
    (metadata) => JSON.stringify(metadata).length <= MAX_METADATA_LENGTH,
    `The metadata has more than ${MAX_METADATA_LENGTH} characters as JSON. Put long text into the value.`,
  )

export const ExpectedUpdatedAt = z
  .number()
  .int()
  .describe('The updatedAt you read; fails when somebody has written since')

/** An entry without its value. Times are UTC epoch ms. */
export const EntrySummary = z.object({
  id: z.number().int(),
  source: z.string(),
  category: z.string(),
  key: z.string(),
  metadata: z.record(z.string(), z.unknown()),
  createdAt: z.number().int().describe('UTC, milliseconds since 1970'),
  updatedAt: z.number().int().describe('UTC, milliseconds since 1970; rises with every write of the entry'),
})
export type EntrySummary = z.infer<typeof EntrySummary>

export const Entry = EntrySummary.extend({ value: z.unknown() })
export type Entry = z.infer<typeof Entry>

export function nameOf({ source, category, key }: Address): string {
  return `"${key}" (source "${source}", category "${category}")`
}
