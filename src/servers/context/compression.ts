/**
 * What compressor, contract and store say to each other: data only, so that the checker of the contract shares no code
 * with the compressor.
 */

/** One message of a conversation as a client keeps it; members we do not know are left alone. */
export interface Message {
  role: string
  content?: unknown
  [member: string]: unknown
}

/** What a call was given. A plain text is one message of the role `document`. */
export interface Given {
  messages: readonly Message[]
  query: string
  /** Texts that must stay wherever they occur, with the whole lines they stand on. */
  pinned: readonly string[]
  /** So many messages at the end stay as they are. */
  keepLastTurns: number
  /** So many messages at the beginning came out of an earlier compression and stay as they are. */
  frozen: number
  /** What the caller says the text is; null: to be found out. */
  contentType: ContentType | null
}

export const contentTypes = ['log', 'json', 'code', 'diff', 'search', 'prose'] as const
export type ContentType = (typeof contentTypes)[number]

/** A part of a text; offsets are UTF-16 code units of the original, `end` exclusive. */
export type Piece =
  | { kind: 'kept'; start: number; end: number }
  /** Stands before the block it names and takes nothing away itself. */
  | { kind: 'note'; start: number; end: number; text: string; ref: string }
  /** A part of the last note's block that is not shown. */
  | { kind: 'gap'; start: number; end: number; text: string }
  | { kind: 'log' | 'json' | 'same' | 'near'; start: number; end: number; text: string; ref: string }

/** One text of one message (a message may have several) as it would be answered. */
export interface RenderedText {
  message: number
  original: string
  pieces: readonly Piece[]
}

/** How much of a part the answer still says, without its reference. */
export const fidelities = ['verbatim', 'lossless', 'repeated', 'resembling', 'summary', 'selection'] as const
export type Fidelity = (typeof fidelities)[number]

/** What became of one block of a text. */
export interface PartReport {
  type: string
  method: string
  fidelity: Fidelity
  message: number
  tokensBefore: number
  tokensAfter: number
  references: string[]
}

/** The answer's text: pieces put together. */
export function textOf({ original, pieces }: RenderedText): string {
  return pieces
    .map((piece) => (piece.kind === 'kept' ? original.slice(piece.start, piece.end) : piece.text))
    .join('')
}

/** Opens every note and replacement. */
export const MARK = '[omni:'

/**
 * A text with such a line came out of a compression, or is made to look so, and is not compressed again: whatever stands after
 * the mark's beginning, a reader would take it for ours among marks that are.
 */
export const markedLine = /^\[omni:/m
