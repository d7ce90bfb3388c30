import { isSensitive } from './sensitive-members'

/** A name and what stands between it and its value: `DB_PASS=`, `x-api-key: `, `'password': `, `--token=`. */
const ASSIGNED = /(?<![A-Za-z0-9_.$-])('?)-{0,2}([A-Za-z][A-Za-z0-9_.-]{1,63})\1\s{0,3}([=:])[ \t]{0,3}/g
/** `--password hunter22`, as arguments are written one after the other. */
const FLAG = /(?<![A-Za-z0-9_.$-])--?([A-Za-z][A-Za-z0-9_.-]{1,63})(?:[ \t]{1,3})/g

/** Between quotes, which may carry the backslashes of the JSON string the text stands in. Sticky, as all below. */
const OPENING = /\\{0,7}["']/y
const WORD = /[^\s&"'<>\\,;{}[\]()]{3,1000}/y
const COOKIES = /[^\s="'\\;]{1,200}=[^\r\n"'\\]{1,4000}/y
const CREDENTIALS = /(?:[A-Za-z][\w-]{0,30} +)?([^\s&"'<>\\,;]{3,4000})/y
const MAX_QUOTED = 1_000

/** After a telling name these are about it, in sentences, error messages and programs, not what it names. */
const ABOUT =
  /^(?:is|was|are|be|must|has|have|had|needs?|option|argument|flag|value|parameter|requires?|required|and|or|not|no|missing|invalid|expired|may|can|cannot|will|should|with|for|from|the|this|that|string|number|boolean|str|null|none|undefined|true|false|unexpected|too|incorrect|wrong|empty)[.!?:]*$/i
/** Words of every day: `token: expected`, `pass: three`. What follows them must look like a secret itself. */
const COMMON = /^(?:token|secret|pass|credentials?|authorization)$/i
const LOOKS_RANDOM = /\d|.{16}/

/**
 * Replaces values that stand after a name that says they are secret, outside of JSON: variables, headers, arguments,
 * dictionaries of Python. Takes time linear in the text: every pattern begins at the start of a word only and is bounded.
 */
export function redactNamedValues(text: string, replacement: string): string {
  const assigned = replaced(text, ASSIGNED, replacement, (match, at) => {
    const [, , name = '', sign = ''] = match
    return isSensitive(name) ? valueAt(text, at, name, sign === ':') : null
  })
  return replaced(assigned, FLAG, replacement, ([, name = ''], at) =>
    isSensitive(name) && assigned[at] !== '-' ? valueAt(assigned, at, name, false) : null,
  )
}

type Span = readonly [start: number, end: number]

function replaced(
  text: string,
  pattern: RegExp,
  replacement: string,
  find: (match: RegExpExecArray, at: number) => Span | null,
): string {
  let clean = ''
  let from = 0
  pattern.lastIndex = 0
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    const span = find(match, pattern.lastIndex)
    if (!span) continue
    clean += text.slice(from, span[0]) + replacement
    from = pattern.lastIndex = span[1]
  }
  return clean + text.slice(from)
}

function valueAt(text: string, at: number, name: string, isLoose: boolean): Span | null {
  const opening = matchAt(OPENING, text, at)?.[0]
  if (opening !== undefined) return quotedAt(text, at + opening.length, opening)
  if (isLoose && /cookie$/i.test(name)) return spanOf(matchAt(COOKIES, text, at), at)
  const isAuthorization = /authorization$/i.test(name)
  const match = matchAt(isAuthorization ? CREDENTIALS : WORD, text, at)
  const value = match?.[1] ?? match?.[0]
  if (!match || value === undefined || ABOUT.test(value)) return null
  // Test results count what did `pass`.
  if (name === 'pass' && /^\d+\.?$/.test(value)) return null
  if (isLoose && COMMON.test(name) && !LOOKS_RANDOM.test(value)) return null
  const end = at + match[0].length
  return [end - value.length, end]
}

/** What looks like an opening quote may be the closing one of a JSON string that ends with the name. */
function quotedAt(text: string, start: number, quote: string): Span | null {
  const rest = text.slice(start, start + MAX_QUOTED)
  const length = rest.indexOf(quote)
  if (length < 1 || /^\s*(?:[,}\]:]|$)/.test(rest) || rest.slice(0, length).includes('\n')) return null
  return [start, start + length]
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(text)
}

function spanOf(match: RegExpExecArray | null, at: number): Span | null {
  return match ? [at, at + match[0].length] : null
}
