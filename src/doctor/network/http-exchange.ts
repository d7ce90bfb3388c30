import { request as requestHttp, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import { request as requestHttps } from 'node:https'
import type { LookupFunction } from 'node:net'
import { StringDecoder } from 'node:string_decoder'
import { createParser } from 'eventsource-parser'
import { isResponse, type JsonRpcMessage, type JsonRpcResponse } from '@shared/mcp/json-rpc'
import { parseLine } from '@shared/mcp/parse-line'
import { MAX_MESSAGE } from '../limits'

export interface HttpQuestion {
  method: 'GET' | 'POST' | 'DELETE'
  headers: Record<string, string>
  body?: string
  timeoutMs: number
  signal: AbortSignal
  /** In place of the system's resolver. */
  lookup?: LookupFunction | undefined
  /** Ends the reading of a stream; default: its first response. */
  isEnough?: (event: string, message: JsonRpcMessage | null) => boolean
}

export interface HttpAnswer {
  status: number
  headers: IncomingHttpHeaders
  /** The whole body; of a stream nothing. */
  text: string
  /** Responses of a stream, or the message of a JSON body. */
  messages: JsonRpcMessage[]
  /** Names of the stream's events. */
  events: string[]
  isStream: boolean
}

/** No answer came: `code` as Node's network says it, or TIMEOUT. */
export class NetworkFault extends Error {
  readonly code: string
  /** Whether the connection stood, so that the server is there. */
  readonly wasConnected: boolean

  constructor(code: string, wasConnected: boolean, cause?: unknown) {
    super(code, { cause })
    this.name = 'NetworkFault'
    this.code = code
    this.wasConnected = wasConnected
  }
}

/** One HTTP exchange on a connection of its own; at most 10 MB are read. @throws NetworkFault */
export function exchange(url: URL, question: HttpQuestion): Promise<HttpAnswer> {
  const { method, headers, body, timeoutMs, signal, lookup } = question
  return new Promise((resolve, reject) => {
    let wasConnected = false
    const send = url.protocol === 'https:' ? requestHttps : requestHttp
    const request = send(url, {
      method,
      headers: { ...headers, connection: 'close' },
      signal,
      agent: false,
      ...(lookup && { lookup }),
    })
    const fail = (error: unknown): void => {
      clearTimeout(timer)
      request.destroy()
      reject(error instanceof NetworkFault ? error : new NetworkFault(codeOf(error), wasConnected, error))
    }
    const timer = setTimeout(() => fail(new NetworkFault('TIMEOUT', wasConnected)), timeoutMs)
    request.on('socket', (socket) => socket.once('connect', () => (wasConnected = true)))
    request.on('error', fail)
    request.on('response', (answer) => {
      readBody(answer, question)
        .then(resolve, fail)
        .finally(() => {
          clearTimeout(timer)
          request.destroy()
        })
    })
    request.end(body)
  })
}

/** The answer to the request of this id; a response to nobody in its place; null when there is none. */
export function responseIn({ messages }: HttpAnswer, id: number): JsonRpcResponse | null {
  const responses = messages.filter(isResponse)
  return responses.find((one) => one.id === id) ?? responses[0] ?? null
}

async function readBody(answer: IncomingMessage, question: HttpQuestion): Promise<HttpAnswer> {
  const { statusCode: status = 0, headers } = answer
  const isStream = /^text\/event-stream\b/i.test(headers['content-type'] ?? '')
  if (isStream) return { status, headers, text: '', isStream, ...(await readStream(answer, question)) }
  const text = await readText(answer)
  const message = /json/i.test(headers['content-type'] ?? '') ? parseLine(text) : null
  return { status, headers, text, messages: message ? [message] : [], events: [], isStream }
}

/** The body's bytes until they are more than one exchange may bring, however they are divided. @throws NetworkFault */
async function* withinBudget(answer: IncomingMessage): AsyncGenerator<Buffer> {
  let left = MAX_MESSAGE
  for await (const chunk of answer) {
    left -= (chunk as Buffer).length
    if (left < 0) throw new NetworkFault('TOO_LARGE', true)
    yield chunk as Buffer
  }
}

async function readText(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of withinBudget(answer)) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

async function readStream(
  answer: IncomingMessage,
  { isEnough = (_event, message) => message !== null && isResponse(message) }: HttpQuestion,
): Promise<Pick<HttpAnswer, 'messages' | 'events'>> {
  const messages: JsonRpcMessage[] = []
  const events: string[] = []
  let isOver = false
  const decoder = new StringDecoder('utf8')
  const parser = createParser({
    maxBufferSize: MAX_MESSAGE,
    onEvent: ({ event = 'message', data }) => {
      const message = event === 'message' ? parseLine(data) : null
      events.push(event)
      // Whatever else a server says is not kept: it may say megabytes.
      if (message && isResponse(message)) messages.push(message)
      isOver ||= isEnough(event, message) || events.length > 1_000
    },
    onError: (error) => (isOver ||= error.type === 'max-buffer-size-exceeded'),
  })
  for await (const chunk of withinBudget(answer)) {
    parser.feed(decoder.write(chunk))
    if (isOver) break
  }
  return { messages, events }
}

/** Of several addresses that all failed, the first one's. */
function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0])
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'UNKNOWN'
}
