import { z } from 'zod'

/** What is to be taken out of a page; the message of the service to its worker. */
export const Extraction = z.object({
  html: z.string(),
  /** CSS; empty: the whole page. */
  selector: z.string(),
  take: z.enum(['text', 'html', 'attribute']),
  /** With `attribute`. */
  attribute: z.string(),
  /** Matches that are answered. */
  limit: z.number().int(),
  /** Of each match, and of all together. */
  maxCharacters: z.number().int(),
  maxTotalCharacters: z.number().int(),
})
export type Extraction = z.infer<typeof Extraction>

/** The worker's answer. */
export const Extracted = z.object({
  title: z.string(),
  /** How many elements the selector fits. */
  total: z.number().int(),
  matches: z.array(z.object({ content: z.string(), truncated: z.boolean() })),
})
export type Extracted = z.infer<typeof Extracted>
