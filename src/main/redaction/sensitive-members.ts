const SENSITIVE =
  /^(?:.*[-_.])?(?:password|passwd|passphrase|pwd|secret|token|apikey|credentials?|authorization|cookie|privatekey|accesskey|secretkey|clientsecret|accesstoken|refreshtoken|idtoken|authtoken|bearertoken)$/
const SENSITIVE_END = /(?:apikey|password)$/
/** Words of the protocol and of paging, which hide nothing. */
const HARMLESS = /^(?:progress|page|nextpage|continuation|max|sync|stop|start)[-_.]?tokens?$/

/** The head of a JSON string member; within JSON inside a string its quotes carry backslashes, all equally many. */
const HEAD = /(\\*)"([A-Za-z0-9_.$-]{2,64})\1"\s*:\s*\1"/g

/** Replaces the string values of members whose name says that they are secret; also in text that was cut. */
export function redactSensitiveMembers(text: string, replacement: string): string {
  let clean = ''
  let from = 0
  for (const match of text.matchAll(HEAD)) {
    const [head, escape = '', name = ''] = match
    const start = match.index + head.length
    if (match.index < from || !isSensitive(name)) continue
    const end = endOfValue(text, start, escape.length)
    if (end === start) continue
    clean += text.slice(from, start) + replacement
    from = end
  }
  return clean + text.slice(from)
}

/**
 * @param backslashes before each quote at the member's depth; a quote with more of them belongs to the value
 * @returns index after the value's last character: where the closing quote's backslashes begin, or the text's end
 */
function endOfValue(text: string, start: number, backslashes: number): number {
  for (let quote = text.indexOf('"', start); quote >= 0; quote = text.indexOf('"', quote + 1)) {
    let run = 0
    while (quote - run > start && text[quote - run - 1] === '\\') run++
    // An even surplus of backslashes stands for backslashes of the value itself.
    const surplus = run - backslashes
    if (surplus >= 0 && surplus % (2 * (backslashes + 1)) === 0) return quote - backslashes
  }
  return text.length
}

function isSensitive(name: string): boolean {
  // accessToken, access_token and ACCESS-TOKEN are one name.
  const flat = name.toLowerCase()
  const joined = flat.replaceAll(/[-_.]/g, '')
  return (
    !HARMLESS.test(flat) && (SENSITIVE.test(flat) || SENSITIVE.test(joined) || SENSITIVE_END.test(joined))
  )
}
