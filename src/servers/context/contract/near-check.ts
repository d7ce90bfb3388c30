import type { Piece, RenderedText } from '../compression'
import { isDecisionLine, isErrorLine, linesIn } from './critical-lines'
import type { EarlierLines } from './earlier-lines'
import { quote, type Findings } from './verdict'

const header =
  /^\[omni:near ref=\w+ nearly the same as message (\d+) text (\d+), lines (\d+)-(\d+); here ([^\]\n]+)\]\n$/
const difference = /^"([^"]*)" not "([^"]*)"$/

interface Difference {
  here: string[]
  there: string[]
}

/**
 * Class "near": a paragraph that is left out differs from the earlier one that its mark names in just the words that the mark
 * lists, and none of these, nor any line of it, may matter by itself.
 */
export function checkNear(
  piece: Extract<Piece, { ref: string }>,
  own: RenderedText,
  earlier: EarlierLines,
  findings: Findings,
): void {
  const expect = (isKept: boolean, what: string): void =>
    findings.expect('near', own.message, isKept, () => `${what}: ${quote(piece.text)}`)
  const found = header.exec(piece.text)
  const range = found && earlier.find(found.slice(1, 5).map(Number))
  expect(
    Boolean(range && earlier.isBefore(range, own, piece.start)),
    'Refers to what does not stand before it',
  )
  if (!found || !range) return
  const original = own.original.slice(piece.start, piece.end)
  const here = wordsOf(original)
  const there = wordsOf(range.text.original.slice(range.start, range.end))
  const differences = readDifferences(found[5] ?? '')
  expect(differences !== null && isMadeBy(here, there, differences), 'Differs in other words')
  expect(differences !== null && differences.every(saysLittle), 'Differs in words that may matter')
  expect(resemblance(here, there) >= 0.9, 'Does not resemble')
  for (const { text } of linesIn(own.original, piece.start, piece.end)) {
    if (isErrorLine(text)) findings.expect('error', own.message, false, () => `Left out: ${quote(text)}`)
    if (isDecisionLine(text))
      findings.expect('decision', own.message, false, () => `Left out: ${quote(text)}`)
  }
}

const wordsOf = (text: string): string[] => text.match(/\S+/g) ?? []

function readDifferences(told: string): Difference[] | null {
  const found = told.split('; ').map((one) => difference.exec(one))
  return found.every((one) => one !== null)
    ? found.map(([, here = '', there = '']) => ({ here: wordsOf(here), there: wordsOf(there) }))
    : null
}

/** Whether the differences, each once and in their order, make one row of words out of the other. */
function isMadeBy(here: readonly string[], there: readonly string[], all: readonly Difference[]): boolean {
  const shifts = [0]
  for (const one of all) shifts.push((shifts.at(-1) ?? 0) + one.here.length - one.there.length)
  // For each word there, how many differences may have been used up before it.
  const used = Array.from({ length: there.length + 1 }, () => new Set<number>())
  used[0]?.add(0)
  for (const [at, counts] of used.entries()) {
    for (const count of counts) {
      const own = at + (shifts[count] ?? 0)
      if (at < there.length && here[own] === there[at]) used[at + 1]?.add(count)
      const next = all[count]
      if (next && beginsWith(there, at, next.there) && beginsWith(here, own, next.here))
        used[at + next.there.length]?.add(count + 1)
    }
  }
  return (used.at(-1)?.has(all.length) ?? false) && there.length + (shifts.at(-1) ?? 0) === here.length
}

const beginsWith = (words: readonly string[], from: number, wanted: readonly string[]): boolean =>
  wanted.every((word, at) => words[from + at] === word)

const small = /^\(?'?\p{Ll}[\p{Ll}-]*[.,:!?)']*$/u
const counting =
  /^(?:no|not|never|none|nothing|nobody|nowhere|neither|nor|without|except|unless|cannot|zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|hundred|thousand|million|billion|first|second|third|half|twice|once)$/

/** Words in small letters that neither deny nor count. */
function saysLittle({ here, there }: Difference): boolean {
  return [...here, ...there].every(
    (word) => small.test(word) && !counting.test(word.replace(/[^\p{Ll}-]/gu, '')),
  )
}

/** Jaccard's index of the runs of three words. */
function resemblance(here: readonly string[], there: readonly string[]): number {
  const runs = (words: readonly string[]): Set<string> => {
    const all = new Set<string>()
    for (let at = 0; at + 3 <= words.length; at++) all.add(words.slice(at, at + 3).join(' '))
    return all
  }
  const [own, others] = [runs(here), runs(there)]
  let shared = 0
  for (const run of own) if (others.has(run)) shared++
  return shared / Math.max(1, own.size + others.size - shared)
}
