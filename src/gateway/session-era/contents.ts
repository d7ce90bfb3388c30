import type { CallContents } from '@shared/domain/call'
import type { JsonRpcRequest } from '@shared/mcp/json-rpc'
import { resultOf } from '../stateless-era/result-text'
import { readResponse } from '../upstream/peek'

/** What may stand behind `params` in the lines of the common libraries. */
const TAIL = /(?:,"jsonrpc":"2\.0")?(?:,"id":(?:-?\d{1,16}|"[^"\\]{0,256}"))?(?:,"jsonrpc":"2\.0")?\}\s*$/
/** Longer than the tail can be. */
const WINDOW = 330
const PARAMS = '"params":'

/**
 * What a call said and heard, as JSON text.
 * @param line the request as the client wrote it
 * @param response the JSON-RPC response; null when there was none
 * @param maxBytes where each text is cut
 */
export function contentsOf(
  request: JsonRpcRequest,
  line: string,
  response: string | null,
  maxBytes: number,
): CallContents {
  const said = request.params ? cut(paramsText(line), maxBytes) : nothing
  const heard = response === null ? nothing : cut(answerText(response), maxBytes)
  return { request: said.text, requestCut: said.isCut, response: heard.text, responseCut: heard.isCut }
}

/** Sliced out: in the text of a message no string can hold `"params":` with its quotes unescaped. */
function paramsText(line: string): string {
  const start = line.indexOf(PARAMS) + PARAMS.length
  const window = Math.max(start, line.length - WINDOW)
  const tail = TAIL.exec(line.slice(window))
  return line.slice(start, tail ? window + tail.index : undefined).trim()
}

function answerText(response: string): string {
  const peeked = readResponse(response)
  return peeked?.kind === 'result' ? resultOf(response, peeked) : response
}

const nothing = { text: null, isCut: false }

function cut(text: string, maxBytes: number): { text: string; isCut: boolean } {
  // A character takes at most three bytes, a pair of them four.
  if (text.length * 3 <= maxBytes || Buffer.byteLength(text) <= maxBytes) return { text, isCut: false }
  const bytes = Buffer.from(text.slice(0, maxBytes)).subarray(0, maxBytes)
  return { text: bytes.toString().replace(/\uFFFD$/, ''), isCut: true }
}
