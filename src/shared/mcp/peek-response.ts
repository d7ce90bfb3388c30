import { MAX_DEPTH, measureJson } from './json-shape'

/** What a response line says without being parsed. `token` is the id as JSON text, `7` or `"a"`. */
export interface Peeked {
  token: string
  kind: 'result' | 'error'
}

const ID = String.raw`(-?\d{1,16}|"[^"\\]{0,256}")`
const TAIL = new RegExp(String.raw`,"jsonrpc":"2\.0","id":${ID}\}$`)
const HEAD = new RegExp(String.raw`^\{"jsonrpc":"2\.0","id":${ID},"(result|error)":`)
const ID_FIRST = new RegExp(
  String.raw`^\{(?:"jsonrpc":"2\.0",)?"id":${ID},(?:"jsonrpc":"2\.0",)?"(?:result|error)":`,
)
const HEAD_START = '{"jsonrpc":"2.0","id":'
/** Longer than both patterns can be. */
const WINDOW = 320

/**
 * Reads id and kind of a response from its first or last characters, where the common libraries put them:
 * parsing a large result only to pass it on would be most of the gateway's work. Sound for valid JSON: the
 * last `}` closes the outermost object, so the member before it belongs to that object, and the last of two members
 * with one name is the one that counts. With the id first nothing may follow the result, which a pass over it shows.
 * @returns null when the line is something else or written in another order; then it must be parsed
 */
export function peekResponse(line: string): Peeked | null {
  const isResult = line.startsWith('{"result":')
  if (isResult || line.startsWith('{"error":')) {
    const token = TAIL.exec(line.slice(-WINDOW))?.[1]
    return token === undefined ? null : { token, kind: isResult ? 'result' : 'error' }
  }
  const head = HEAD.exec(line.slice(0, WINDOW))
  if (!head) return null
  // A second `id` behind the result would be the one that clients read: this answer would end another request. What is
  // nested too deep is not looked through: that would be the work of milliseconds for nothing.
  const { depth, members } = measureJson(line, MAX_DEPTH)
  if (depth > MAX_DEPTH || members !== 3) return null
  return { token: head[1] as string, kind: head[2] as 'result' | 'error' }
}

/**
 * True for a response of exactly three members. Only then is what stands between the outer ones the result alone.
 * @param line one that `peekResponse` read
 */
export function hasNoMore(line: string): boolean {
  return measureJson(line, Infinity).members === 3
}

/** @returns the id, as JSON text, that a response names before its result; null when it does not begin so */
export function tokenAtHead(line: string): string | null {
  return ID_FIRST.exec(line.slice(0, WINDOW))?.[1] ?? null
}

/**
 * Puts another id into a response without parsing it.
 * @param peeked what `peekResponse` read from this very line
 * @param token the new id as JSON text
 */
export function replaceResponseId(line: string, peeked: Peeked, token: string): string {
  if (line.startsWith(HEAD_START))
    return HEAD_START + token + line.slice(HEAD_START.length + peeked.token.length)
  return `${line.slice(0, line.length - peeked.token.length - 1)}${token}}`
}
