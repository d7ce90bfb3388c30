import type { LookupFunction } from 'node:net'
import type { Examination } from '../examination'
import { exchange, NetworkFault } from './http-exchange'

const TIMEOUT_MS = 5_000
const FOREIGN = 'attacker.example'

/**
 * Whether a server of this machine keeps web pages out: it must not answer a request with the Origin of a page, nor one
 * that came under a foreign name (DNS rebinding; transports, "security warning"). What is asked has no effect.
 */
export async function checkGuards(
  exam: Examination,
  url: URL,
  headers: Record<string, string>,
  lookup?: LookupFunction,
): Promise<void> {
  await exam.step('guards', async (step) => {
    const { port } = url
    const foreignHost = port === '' ? FOREIGN : `${FOREIGN}:${port}`
    if (await isLetIn(exam, url, { ...headers, origin: `http://${FOREIGN}` }, lookup))
      step.found({
        code: 'ORIGIN_NOT_CHECKED',
        text: 'It answers requests of any web page (Origin is not checked).',
      })
    if (await isLetIn(exam, url, { ...headers, host: foreignHost }, lookup))
      step.found({ code: 'HOST_NOT_CHECKED', text: 'It answers under a foreign name (Host is not checked).' })
    step.fine('It refuses foreign Origins and Hosts.')
  })
}

/** A ping outside of any session: one that is let in gets an answer, or is told that a session is missing. */
async function isLetIn(
  exam: Examination,
  url: URL,
  headers: Record<string, string>,
  lookup?: LookupFunction,
): Promise<boolean> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' })
  const all = {
    ...headers,
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
  }
  try {
    const { status, text } = await exchange(url, {
      method: 'POST',
      headers: all,
      body,
      timeoutMs: TIMEOUT_MS,
      signal: exam.signal,
      lookup,
    })
    const isRefused = status === 401 || status === 403 || status === 421 || /\b(?:host|origin)\b/i.test(text)
    return !isRefused
  } catch (error) {
    exam.signal.throwIfAborted()
    if (error instanceof NetworkFault) return false
    throw error
  }
}
