import type { Given, Message, Piece, RenderedText } from '../compression'
import { EarlierLines } from './earlier-lines'
import { checkJson } from './json-check'
import { checkGapLines, checkWords } from './line-check'
import { lineShapes } from './line-shape'
import { checkLog, shownLines } from './log-check'
import { checkNear } from './near-check'
import { namedIds, namedWords } from './named-words'
import { checkPieces, checkReferences } from './pieces'
import { checkSame } from './same-check'
import { checkTurns } from './turns'
import { Findings, type Verdict } from './verdict'
import { placeOf, standsAlone } from './word-place'

export const CONTRACT_VERSION = 1

/** What is to be judged: the call, the answer, and how its pieces were put together. */
export interface Answer {
  given: Given
  messages: readonly Message[]
  texts: readonly RenderedText[]
  /** What is or will be kept for a reference. */
  restore: (ref: string) => string | null
}

/**
 * Judges an answer by CONTRACT.md. It shares no code with the compressor and takes nothing from it but the answer: what must
 * be there it finds in the original itself.
 */
export function checkContract({ given, messages, texts, restore }: Answer): Verdict {
  const findings = new Findings()
  const words = namedWords(given.query, given.messages)
  const ids = namedIds(given.query, given.messages)
  const shapeOf = lineShapes()
  const earlier = new EarlierLines(texts)
  checkTurns(given, { messages, texts }, findings)
  for (const text of texts) {
    checkPieces(text, restore, findings)
    if (text.pieces.every(({ kind }) => kind === 'kept')) continue
    checkGapLines(text, findings)
    const shown = new Map<Piece, ReadonlySet<string>>()
    for (const piece of text.pieces) {
      if (piece.kind === 'kept' || piece.kind === 'note' || piece.kind === 'gap') continue
      const block = {
        original: text.original.slice(piece.start, piece.end),
        text: piece.text,
        message: text.message,
      }
      if (piece.kind === 'json') checkJson(block, ids, findings)
      if (piece.kind === 'same') checkSame(piece, text, earlier, findings)
      if (piece.kind === 'near') checkNear(piece, text, earlier, findings)
      const log = piece.kind === 'log' ? checkLog(block, shapeOf, findings) : null
      if (log) shown.set(piece, shownLines(log))
    }
    checkWords(text, { pinned: given.pinned, words, ids }, isShown(shown), findings)
  }
  return findings.verdict()
}

/** What can be judged only when the originals are kept: whether each reference gives back from there what it stands for. */
export function checkRestored(texts: readonly RenderedText[], restore: Answer['restore']): Verdict {
  const findings = new Findings()
  for (const text of texts) checkReferences(text, restore, findings)
  return findings.verdict()
}

/** Whether a replacement still has a line that names something: a log the line, JSON the word, a repeated block elsewhere. */
function isShown(logs: ReadonlyMap<Piece, ReadonlySet<string>>) {
  return (piece: Piece, line: { text: string }, word: string): boolean => {
    if (piece.kind === 'log') return logs.get(piece)?.has(line.text) ?? false
    if (piece.kind === 'json') return holds(piece.text, word, line.text)
    return piece.kind === 'same'
  }
}

/** As its line in the original: alone where it stands alone there. */
function holds(text: string, word: string, line: string): boolean {
  const at = placeOf(word, text)
  return at !== -1 && (standsAlone(word, text, at) || !standsAlone(word, line, placeOf(word, line)))
}
