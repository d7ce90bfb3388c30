import { isPlainObject, isResponse, type JsonRpcId } from '@shared/mcp/json-rpc'
import { metaKey } from '@shared/mcp/modern'
import { hasNoMore } from '@shared/mcp/peek-response'
import { parseLine } from '@shared/mcp/parse-line'
import type { Peeked } from '../upstream/peek'

/** A response around a result that stays the text it was. */
export function responseText(id: JsonRpcId, resultText: string): string {
  return `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":${resultText}}`
}

/**
 * The `result` member of a service's response, cut out without parsing where the common libraries' order of
 * members allows it and nothing else is beside it, which would end up beside the result again.
 * @param line a response whose `result` was seen by peekResponse or readResponse
 */
export function resultOf(line: string, { token }: Peeked): string {
  const isPlain = hasNoMore(line)
  const tail = `,"jsonrpc":"2.0","id":${token}}`
  if (isPlain && line.startsWith('{"result":') && line.endsWith(tail)) return line.slice(10, -tail.length)
  const head = `{"jsonrpc":"2.0","id":${token},"result":`
  if (isPlain && line.startsWith(head)) return line.slice(head.length, -1)
  const message = parseLine(line)
  return message && isResponse(message) ? JSON.stringify(message.result ?? {}) : '{}'
}

/** Members of a result that only this revision has; any of them in the text means that it must be looked at. */
const OWN_MEMBERS = ['"resultType"', '"_meta"', '"ttlMs"', '"cacheScope"'] as const

export interface ResultMembers {
  serverInfo: Record<string, unknown> | null
  /** How long and by whom the result may be kept; null for results that are not to be kept. */
  cache: { ttlMs: number; cacheScope: 'public' | 'private' } | null
}

/** Turns the result of an older revision into one of 2026-07-28: its own members win over what is added. */
export function completeResult(resultText: string, members: ResultMembers): string {
  const text = resultText.trim()
  const own = ownMembers(members)
  if (text.startsWith('{') && !OWN_MEMBERS.some((name) => text.includes(name))) {
    const rest = text.slice(1).trimStart()
    return `${JSON.stringify(own).slice(0, -1)}${rest === '}' ? '' : ','}${rest}`
  }
  const result = parseObject(text)
  const meta = isPlainObject(result['_meta']) ? result['_meta'] : {}
  const allMeta = { ...(own['_meta'] as object | undefined), ...meta }
  return JSON.stringify({
    ...own,
    ...result,
    ...(Object.keys(allMeta).length > 0 ? { _meta: allMeta } : {}),
  })
}

function ownMembers({ serverInfo, cache }: ResultMembers): Record<string, unknown> {
  return {
    resultType: 'complete',
    ...cache,
    ...(serverInfo ? { _meta: { [metaKey.serverInfo]: serverInfo } } : {}),
  }
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const { result } = JSON.parse(`{"result":${text}}`) as { result: unknown }
    return isPlainObject(result) ? result : {}
  } catch {
    return {}
  }
}
