import { z } from 'zod'
import { defineTool, ToolError, type Tool } from '../../kit/define-tool'
import { asContent, Encoding } from '../files/content'
import { decodeText } from '../http/decode-text'
import type { SystemToolsDeps } from './tool-deps'
import { untrusted, WEB_TIMEOUT_MS } from './web-limits'

const MAX_BODY_LENGTH = 1_000_000
const MAX_ANSWER_BYTES = 10 * 1024 * 1024
const MAX_SHOWN_BYTES = 2 * 1024 * 1024

export const httpRequestSecure = ({ web }: SystemToolsDeps): Tool =>
  defineTool({
    name: 'http_request_secure',
    title: 'HTTP Request',
    description:
      'Send one HTTP request, e.g. to a web API, and get status, headers and body. Follows up to 5 redirects, keeps no ' +
      'cookies. Addresses of this machine and of private networks are refused unless the person allowed the host. To take ' +
      'text out of a web page use scrape_webpage_secure.',
    input: {
      url: z.string().min(1).max(8_000).describe('http or https'),
      method: z.enum(['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE']).default('GET'),
      headers: z.record(z.string(), z.string()).default({}),
      body: z
        .string()
        .max(MAX_BODY_LENGTH)
        .optional()
        .describe('Text; say what it is in the header content-type'),
      maxBytes: z
        .number()
        .int()
        .min(1)
        .max(MAX_SHOWN_BYTES)
        .default(256 * 1024)
        .describe('Answered of the body'),
    },
    output: {
      url: z.string().describe('Where the answer came from, after redirects'),
      status: z.number().int(),
      headers: z.record(z.string(), z.string()),
      body: z.string(),
      encoding: Encoding.describe('base64 when the body is no text'),
      size: z.number().int().describe('Bytes of the whole body, unpacked'),
      truncated: z.boolean().describe('Only the beginning of the body is answered'),
      redirects: z.array(z.string()).describe('Addresses passed through'),
    },
    hints: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
    async run({ url, method, headers, body, maxBytes }, call) {
      if (body !== undefined && (method === 'GET' || method === 'HEAD'))
        throw new ToolError(`A ${method} request has no body. Leave it out, or use POST.`)
      const request = { method, url, headers, body, maxBytes: MAX_ANSWER_BYTES, timeoutMs: WEB_TIMEOUT_MS }
      const answer = await web.request(request, call.signal)
      const size = answer.body.length
      const isCut = size > maxBytes
      const shown = answer.body.subarray(0, maxBytes)
      const text = decodeText(shown, answer.headers['content-type'] ?? '', isCut)
      const content = text === null ? asContent(shown, isCut) : { content: text, encoding: 'utf-8' as const }
      const head = `HTTP ${answer.status}, ${answer.headers['content-type'] ?? 'no type'}, ${size} bytes${isCut ? ', cut' : ''}`
      return {
        structured: {
          url: answer.url,
          status: answer.status,
          headers: answer.headers,
          redirects: answer.redirects,
          body: content.content,
          encoding: content.encoding,
          size,
          truncated: isCut,
        },
        text: `${head}\n${untrusted(answer.url)}\n\n${content.content}`,
      }
    },
  })
