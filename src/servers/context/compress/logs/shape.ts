/**
 * The shape of a log line: what stays when numbers are taken out (CONTRACT.md, "Shape of a line"). Two lines of one shape are
 * one template. Nothing is merged by resemblance: that loses event types (see the research behind the contract's figures).
 */

const LETTER = 1
const DIGIT = 2

const kindOf = new Uint8Array(128)
for (let code = 0; code < 128; code++) {
  const sign = String.fromCharCode(code)
  if (/[A-Za-z_]/.test(sign)) kindOf[code] = LETTER
  if (/[0-9]/.test(sign)) kindOf[code] = DIGIT
}
const kindAt = (text: string, at: number): number => kindOf[text.charCodeAt(at)] ?? 0

/** What is being read: a chain of words joined by single dots or hyphens, perhaps with a port. */
interface Chain {
  end: number
  words: number
  numbered: number
  hasDot: boolean
  hasPort: boolean
}

/** The shape of `text` from `start` to `end`; takes one walk over it. */
export function shapeOf(text: string, start: number, end: number): string {
  let shape = ''
  let copied = start
  let at = start
  while (at < end) {
    if (kindAt(text, at) === 0) {
      at++
      continue
    }
    const chain = readChain(text, at, end)
    if (chain.numbered > 0) {
      shape += text.slice(copied, at) + maskedChain(text, at, chain)
      copied = chain.end
    }
    at = chain.end
  }
  return copied === start ? text.slice(start, end) : shape + text.slice(copied, end)
}

function readChain(text: string, start: number, end: number): Chain {
  const chain = { end: start, words: 0, numbered: 0, hasDot: false, hasPort: false }
  let at = start
  for (;;) {
    let digits = 0
    let kind = kindAt(text, at)
    while (kind !== 0 && at < end) {
      if (kind === DIGIT) digits++
      kind = kindAt(text, ++at)
    }
    chain.words++
    if (digits > 0) chain.numbered++
    chain.end = at
    const joint = text.charCodeAt(at)
    if ((joint !== 45 && joint !== 46) || at + 1 >= end || kindAt(text, at + 1) === 0) break
    if (joint === 46) chain.hasDot = true
    at++
  }
  readPort(text, chain, end)
  return chain
}

function readPort(text: string, chain: Chain, end: number): void {
  if (text.charCodeAt(chain.end) !== 58) return
  let at = chain.end + 1
  while (at < end && kindAt(text, at) === DIGIT) at++
  if (at === chain.end + 1 || (at < end && kindAt(text, at) !== 0)) return
  chain.end = at
  chain.words++
  chain.numbered++
  chain.hasPort = true
}

function maskedChain(text: string, start: number, chain: Chain): string {
  const { end, words, numbered, hasDot, hasPort } = chain
  if (numbered >= 2 || (hasDot && (words >= 3 || hasPort))) return '#'
  let masked = ''
  for (let at = start; at < end;) {
    const wordStart = at
    while (at < end && kindAt(text, at) !== 0) at++
    masked += maskedWord(text.slice(wordStart, at)) + text.slice(at, Math.min(at + 1, end))
    at++
  }
  return masked
}

function maskedWord(word: string): string {
  const letters = /^[A-Za-z_]+(?=\d+$)/.exec(word)
  if (letters) return `${letters[0]}#`
  return /\d/.test(word) ? '#' : word
}
