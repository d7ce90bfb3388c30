const SENSITIVE =
  /^(?:.*[-_.])?(?:password|passwd|passphrase|pwd|pass|secret|token|apikey|credentials?|authorization|cookie|privatekey|accesskey|secretkey|clientsecret|accesstoken|refreshtoken|idtoken|authtoken|bearertoken)$/
const SENSITIVE_END = /(?:apikey|accesskey|secretkey|privatekey|password|passwd|passphrase)$/
/** Words of the protocol and of paging, which hide nothing. */
const HARMLESS = /^(?:progress|page|nextpage|continuation|max|sync|stop|start)[-_.]?tokens?$/

/**
 * The head of a JSON member up to its value's first character; within JSON inside a string its quotes carry
 * backslashes, all equally many. Everything before the name is bounded: external servers choose these texts, and a
 * pattern that could begin anywhere in a long run would take quadratic time.
 */
const HEAD = /(?<!\\)(\\{0,15})"([A-Za-z0-9_.$-]{2,64})\1"\s{0,8}:\s{0,8}(\1"|-?\d|\[)/g

/** Replaces the values of members whose name says that they are secret; also in text that was cut. */
export function redactSensitiveMembers(text: string, replacement: string): string {
  let clean = ''
  let from = 0
  for (const match of text.matchAll(HEAD)) {
    const [head, escape = '', name = '', opening = ''] = match
    if (match.index < from || !isSensitive(name)) continue
    const start = match.index + head.length
    const quote = `${escape}"`
    if (opening === quote) {
      const end = endOfString(text, start, escape.length)
      if (end === start) continue
      clean += text.slice(from, start) + replacement
      from = end
    } else if (name !== 'pass') {
      // A number or an array: what stands in its place is a string. (Test results count what did `pass`.)
      clean += text.slice(from, start - opening.length) + quote + replacement + quote
      from = opening === '[' ? endOfArray(text, start) : endOfNumber(text, start)
    }
  }
  return clean + text.slice(from)
}

/**
 * @param backslashes before each quote at the member's depth; a quote with more of them belongs to the value
 * @returns index after the value's last character: where the closing quote's backslashes begin, or the text's end
 */
function endOfString(text: string, start: number, backslashes: number): number {
  for (let quote = text.indexOf('"', start); quote >= 0; quote = text.indexOf('"', quote + 1)) {
    let run = 0
    while (quote - run > start && text[quote - run - 1] === '\\') run++
    // An even surplus of backslashes stands for backslashes of the value itself.
    const surplus = run - backslashes
    if (surplus >= 0 && surplus % (2 * (backslashes + 1)) === 0) return quote - backslashes
  }
  return text.length
}

function endOfNumber(text: string, start: number): number {
  let end = start
  while (end < text.length && /[\d.eE+-]/.test(text[end] ?? '')) end++
  return end
}

/** A bracket inside a string of the array ends it early: then its rest is judged as ordinary text. */
function endOfArray(text: string, start: number): number {
  const end = text.indexOf(']', start)
  return end < 0 ? text.length : end + 1
}

/** True when a member or variable of this name holds something to hide. */
export function isSensitive(name: string): boolean {
  // accessToken, access_token and ACCESS-TOKEN are one name.
  const flat = name.toLowerCase()
  const joined = flat.replaceAll(/[-_.]/g, '')
  return (
    !HARMLESS.test(flat) && (SENSITIVE.test(flat) || SENSITIVE.test(joined) || SENSITIVE_END.test(joined))
  )
}
