import type { Finding } from '../finding'
import type { HttpAnswer } from './http-exchange'
import { isLoopback, withoutSecrets } from './addresses'

interface Context {
  method: string
  url: URL
  /** A session stood when this was asked. */
  wasInSession: boolean
}

/** What an HTTP answer means that brought no answer of the protocol. */
export function explainStatus(answer: HttpAnswer, { method, url, wasInSession }: Context): Finding {
  const { status, headers } = answer
  const evidence = [`HTTP ${status}, ${headers['content-type'] ?? 'no content type'}`, ...firstWords(answer)]
  const { host } = url
  if (status === 401)
    return { code: 'SIGN_IN_NEEDED', text: `${host} wants to know who asks (401).`, evidence }
  if (status === 403) return { code: 'FORBIDDEN', text: `${host} refuses the request (403).`, evidence }
  if (status === 404 && wasInSession)
    return {
      code: 'SESSION_LOST',
      text: `${host} does not know its own session any more at "${method}".`,
      evidence,
    }
  if (status === 429)
    return { code: 'TOO_MANY_REQUESTS', text: `${host} wants fewer requests (429).`, evidence }
  // 501: it knows no POST, as servers of files do.
  if (status >= 500 && status !== 501)
    return { code: 'SERVER_ERROR', text: `${host} failed with HTTP ${status}.`, evidence }
  if (status >= 300 && status <= 399) return moved(host, headers.location, url, evidence)
  if (status >= 200 && status <= 299 && (answer.isStream || isJson(answer)))
    return {
      code: 'ANSWER_BROKEN',
      text: `${host} answered "${method}" with something that is no JSON-RPC.`,
      evidence,
    }
  const port = isLoopback(url.hostname) && url.port !== '' ? { port: Number(url.port) } : {}
  const text = `${host} speaks HTTP, but not MCP at ${url.pathname} (HTTP ${status}).`
  return { code: 'NOT_MCP', text, evidence, ...port }
}

function moved(host: string, location: string | undefined, url: URL, evidence: string[]): Finding {
  const target = location === undefined ? null : URL.parse(location, url)
  const text = `${host} sends to another address${target ? `: ${withoutSecrets(target)}` : ''}.`
  return { code: 'MOVED', text, evidence }
}

function isJson({ headers }: HttpAnswer): boolean {
  return /json/i.test(headers['content-type'] ?? '')
}

/** Looks for tags in the beginning only: over a whole body of `<` that would take many seconds. */
const LOOKED_AT = 4_096

function firstWords({ text }: HttpAnswer): string[] {
  const words = text
    .slice(0, LOOKED_AT)
    .replaceAll(/<[^>]{0,500}>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, 200)
  return words === '' ? [] : [words]
}
