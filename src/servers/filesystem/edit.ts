import { z } from 'zod'

/** A change of the file system as list_edits shows it. Times are UTC epoch ms. */
export const EditSummary = z.object({
  id: z.number().int(),
  at: z.number(),
  tool: z.string(),
  client: z.string().nullable(),
  change: z.enum(['created', 'replaced', 'removed', 'moved']),
  path: z.string(),
  destination: z.string().nullable().describe('Where it was moved'),
  sizeBefore: z.number().nullable().describe('Bytes; null when there was no file'),
  sizeAfter: z.number().nullable(),
  undoes: z.number().int().nullable().describe('The edit that this one took back'),
  undoneBy: z.number().int().nullable(),
  canBeUndone: z
    .boolean()
    .describe('False when what was there before was not kept: too large, or the history is switched off'),
})
export type EditSummary = z.infer<typeof EditSummary>

/** What stood at a path. */
export type FileState =
  | { kind: 'absent' }
  | { kind: 'kept'; content: Buffer; mode: number }
  | { kind: 'not-kept'; size: number; mode: number }

/** Who changes, and what for. */
export interface EditOrigin {
  tool: string
  client: string | null
  /** The edit that is taken back. */
  undoes?: number
}

export interface ContentEdit extends EditOrigin {
  path: string
  before: FileState
  /** Null: the file goes. */
  after: { hash: string; size: number } | null
}

export interface MoveEdit extends EditOrigin {
  path: string
  destination: string
}

/** An edit with all that is needed to take it back, or to see whether it happened. */
export type KeptEdit = { summary: EditSummary; temporary: string | null } & (
  | { kind: 'content'; before: FileState; afterHash: string | null }
  | { kind: 'move'; destination: string; stamp: string | null }
)
