import { askProtocolHandler } from '../modules/protocol.ts'
import { applyPermissions } from '../modules/session.ts'
import { fromChromium } from './app-address.ts'

/** A request that Chromium holds until it is told what to do (Fetch.requestPaused). */
export interface PausedRequest {
  requestId: string
  frameId: string
  resourceType: string
  request: { url: string; method: string; headers: Record<string, string> }
}

type Send = (method: string, params: object) => Promise<unknown>

/** Lets a request out, refuses it, or answers it from the app's protocol handler. */
export async function answerRequest(paused: PausedRequest, isRefused: boolean, send: Send): Promise<void> {
  const { requestId, resourceType, request } = paused
  // Aborted, not failed: the page stays as it is, without an error page.
  if (isRefused) return settle(send('Fetch.failRequest', { requestId, errorReason: 'Aborted' }))
  const url = fromChromium(request.url)
  if (url === request.url) return settle(send('Fetch.continueRequest', { requestId }))
  if (resourceType === 'Document') await applyPermissions(new URL(request.url).origin)
  await settle(fulfil(requestId, await askProtocolHandler(url, request), send))
}

async function fulfil(requestId: string, response: Response, send: Send): Promise<void> {
  const body = Buffer.from(await response.arrayBuffer()).toString('base64')
  const responseHeaders = [...response.headers].map(([name, value]) => ({ name, value }))
  await send('Fetch.fulfillRequest', { requestId, responseCode: response.status, responseHeaders, body })
}

/** The page may be gone before its request was answered. */
async function settle(answer: Promise<unknown>): Promise<void> {
  await answer.catch((error: unknown) => {
    if (!/Invalid InterceptionId|Session with given id not found/.test(String(error))) throw error
  })
}
