import { z } from 'zod'

/** Longest content, in UTF-16 code units: some 250,000 tokens, more than models read at once. */
export const MAX_CONTENT_LENGTH = 1_000_000
export const MAX_NAME_LENGTH = 200
const MAX_TAGS = 50
const MAX_TAG_LENGTH = 100
const MAX_METADATA_LENGTH = 20_000

const wholeCharacters = (text: string): boolean => text.isWellFormed()
const brokenText = 'Holds half of a character (a lone surrogate). Send the text again without it.'

export const ContextName = z
  .string()
  .trim()
  .min(1, 'A context needs a name.')
  .max(MAX_NAME_LENGTH, `A name has at most ${MAX_NAME_LENGTH} characters.`)
  .refine(wholeCharacters, brokenText)
  .describe('Unique name, for example "project-atlas/decisions"')

export const ContextContent = z
  .string()
  .max(
    MAX_CONTENT_LENGTH,
    `The content is longer than ${MAX_CONTENT_LENGTH} characters. Save it in parts, or save a summary.`,
  )
  .refine(wholeCharacters, brokenText)

export const ContextTag = z.string().trim().min(1).max(MAX_TAG_LENGTH).refine(wholeCharacters, brokenText)

export const ContextTags = z.array(ContextTag).max(MAX_TAGS, `A context has at most ${MAX_TAGS} tags.`)

export const ContextMetadata = z
  .record(z.string(), z.unknown())
  .refine(
    (metadata) => JSON.stringify(metadata).length <= MAX_METADATA_LENGTH,
    `The metadata has more than ${MAX_METADATA_LENGTH} characters as JSON. Put long text into the content.`,
  )

/** A context without its content. Times are UTC epoch ms. */
export const ContextSummary = z.object({
  name: z.string(),
  tags: z.array(z.string()),
  metadata: z.record(z.string(), z.unknown()),
  version: z.number().int().describe('1 when first saved, one more with every overwrite'),
  characters: z.number().int().describe('Length of the content'),
  createdAt: z.number().int().describe('UTC, milliseconds since 1970'),
  updatedAt: z.number().int().describe('UTC, milliseconds since 1970'),
})
export type ContextSummary = z.infer<typeof ContextSummary>

export interface SavedContext extends ContextSummary {
  content: string
}
