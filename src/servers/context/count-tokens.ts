import { Tokenizer, type Encoding } from './tokenizer'

export interface TokenCount {
  tokens: number
  /** False when very long runs without a break were counted in pieces: then within 1 % (tested). */
  isExact: boolean
}

/** A byte-pair merge takes time by the square of a run's bytes; this keeps bytes x run at 2 to 3 s. */
const WORK_BUDGET = 1_300_000_000
const SHORTEST_RUN = 48
const LONGEST_RUN = 4_000
/** Other calls get their turn after so many characters, which take some 0.1 s at worst. */
const TURN_LENGTH = 20_000

/**
 * Counts the tokens of `text`. Names of special tokens in it (such as <|endoftext|>) count as plain text.
 * @param workBudget bytes times the longest run that is counted whole; less is quicker, and sooner not exact
 */
export async function countTokens(
  text: string,
  encoding: Encoding,
  workBudget = WORK_BUDGET,
): Promise<TokenCount> {
  const tokenizer = await Tokenizer.of(encoding)
  const { pieces, isExact } = cutLongRuns(text, longestRun(text, workBudget))
  let tokens = 0
  let counted = 0
  for (const piece of pieces) {
    for (const part of partsCountedAlone(piece)) {
      if (part.length < TURN_LENGTH) tokens += tokenizer.count(part)
      else
        for (const step of tokenizer.countInSteps(part, TURN_LENGTH)) {
          tokens += step
          await turnOfOthers()
        }
      counted += part.length
      if (counted < TURN_LENGTH) continue
      counted = 0
      await turnOfOthers()
    }
  }
  tokenizer.forgetTexts()
  return { tokens, isExact }
}

const turnOfOthers = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/**
 * The text's lines, cut only where both encodings end a word in any case, so that the counts of the parts add up: before a line that
 * begins, perhaps after spaces, with a sign that is none (a blank line may belong to the line break before it, and so may a `/`).
 */
export function* partsCountedAlone(text: string): Generator<string> {
  let start = 0
  for (let at = text.indexOf('\n') + 1; at > 0; at = text.indexOf('\n', at) + 1) {
    opensWord.lastIndex = at
    if (!opensWord.test(text)) continue
    yield text.slice(start, at)
    start = at
  }
  yield text.slice(start)
}

const opensWord = /(?!\/)[^\S\r\n]*\S/y

/** How many characters a run may have so that this text is counted in time. */
export function longestRun(text: string, workBudget = WORK_BUDGET): number {
  const bytes = Math.max(1, Buffer.byteLength(text))
  const budgeted = Math.floor((workBudget / bytes) * (text.length / bytes))
  return Math.min(LONGEST_RUN, Math.max(SHORTEST_RUN, budgeted))
}

/** Cuts where letters, spaces or signs go on without a break for more than `cap` characters. */
export function cutLongRuns(text: string, cap: number): { pieces: string[]; isExact: boolean } {
  if (!mayHaveLongRun(text, cap)) return { pieces: [text], isExact: true }
  const longRun = new RegExp(`[\\p{L}\\p{M}]{${cap}}|\\s{${cap}}|[^\\s\\p{L}\\p{N}]{${cap}}`, 'gu')
  const pieces: string[] = []
  let start = 0
  for (const { index, 0: run } of text.matchAll(longRun)) {
    pieces.push(text.slice(start, index + run.length))
    start = index + run.length
  }
  if (start < text.length || pieces.length === 0) pieces.push(text.slice(start))
  return { pieces, isExact: pieces.length === 1 }
}

const endsWord = (code: number): boolean => code <= 32 || (code >= 48 && code <= 57)
const endsSpace = (code: number): boolean => code > 32 && code < 127

/** A quick look before the expression, which takes as long as counting: no run can be long where spaces and signs alternate. */
function mayHaveLongRun(text: string, cap: number): boolean {
  return hasStretch(text, cap, endsWord) || hasStretch(text, cap, endsSpace)
}

/** Whether `length` characters follow each other of which none ends a run. Looks back from where such a stretch would end. */
function hasStretch(text: string, length: number, ends: (code: number) => boolean): boolean {
  for (let start = 0; start + length <= text.length;) {
    let at = start + length - 1
    while (at >= start && !ends(text.charCodeAt(at))) at--
    if (at < start) return true
    start = at + 1
  }
  return false
}
