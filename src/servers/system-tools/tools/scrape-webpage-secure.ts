import { z } from 'zod'
import { defineTool, ToolError, type Tool } from '../../kit/define-tool'
import { decodeHtml } from '../http/decode-text'
import type { SystemToolsDeps } from './tool-deps'
import { untrusted, WEB_TIMEOUT_MS } from './web-limits'

const MAX_PAGE_BYTES = 5 * 1024 * 1024
const MAX_TOTAL_CHARACTERS = 200_000
const isPage = /^\s*$|html|xml|text\//i

export const scrapeWebpageSecure = ({ web, pages }: SystemToolsDeps): Tool =>
  defineTool({
    name: 'scrape_webpage_secure',
    title: 'Read a Web Page',
    description:
      'Load a web page and take out what a CSS selector fits: its text, its HTML, or one attribute (href of a, src of ' +
      'img). Scripts do not run, so pages that build themselves in the browser show little. For web APIs use ' +
      'http_request_secure.',
    input: {
      url: z.string().min(1).max(8_000).describe('http or https'),
      selector: z
        .string()
        .max(1_000)
        .default('')
        .describe('CSS, for example "article h2"; default: the whole page'),
      take: z.enum(['text', 'html', 'attribute']).default('text'),
      attribute: z.string().max(100).default('href').describe('With take: "attribute"'),
      limit: z.number().int().min(1).max(200).default(20).describe('Matches to answer'),
      maxCharacters: z
        .number()
        .int()
        .min(1)
        .max(MAX_TOTAL_CHARACTERS)
        .default(20_000)
        .describe('Of each match'),
    },
    output: {
      url: z.string().describe('After redirects'),
      status: z.number().int(),
      title: z.string(),
      total: z.number().int().describe('Elements the selector fits'),
      matches: z.array(z.object({ content: z.string(), truncated: z.boolean() })),
    },
    hints: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
    freshness: 'live',
    async run({ url, selector, take, attribute, limit, maxCharacters }, call) {
      const answer = await web.request(
        {
          method: 'GET',
          url,
          body: undefined,
          maxBytes: MAX_PAGE_BYTES,
          timeoutMs: WEB_TIMEOUT_MS,
          headers: { accept: 'text/html, application/xhtml+xml, */*;q=0.5' },
        },
        call.signal,
      )
      const type = answer.headers['content-type'] ?? ''
      if (!isPage.test(type))
        throw new ToolError(`This is no web page but ${type.slice(0, 100)}. Use http_request_secure.`)
      const page = await pages.extract(
        {
          html: decodeHtml(answer.body, type),
          selector,
          take,
          attribute,
          limit,
          maxCharacters,
          maxTotalCharacters: MAX_TOTAL_CHARACTERS,
        },
        call.signal,
      )
      const contents = page.matches.map(({ content, truncated }) => (truncated ? `${content} ...` : content))
      return {
        structured: { url: answer.url, status: answer.status, ...page },
        text: [
          `HTTP ${answer.status}, ${page.matches.length} of ${page.total} matches. ${untrusted(answer.url)}`,
          page.title,
          ...contents,
        ].join('\n\n'),
      }
    },
  })
