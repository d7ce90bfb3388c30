import type { IncomingMessage, ServerResponse } from 'node:http'
import { RPC_PREFIX, RPC_SOCKET_PATH } from '@shared/contract'
import type { Logger } from '@shared/domain/log'
import type { PortHolder, ServiceSnapshot } from '@shared/domain/service'
import { errorText } from '@shared/errors'
import type { Clock } from '@shared/lib/clock'
import type { Api } from '../api'
import type { CredentialCheck } from './credentials'
import { isAuthorized } from './credentials'
import type { LoopbackServer } from './loopback-server'
import { listenOnLoopback, refuseUpgrade } from './loopback-server'
import { OAUTH_CALLBACK_PATH, oauthCallback, type SignInAnswer } from './oauth-callback'
import { isReading, refuse, refuseMethod, send, sendJson } from './respond'
import { createRpcHttp } from './rpc-http'
import { createRpcSocket } from './rpc-socket'
import type { SignInDeps } from './sign-in'
import { signIn } from './sign-in'
import type { Identity } from './status-report'
import { statusReport } from './status-report'
import { createUiAssets } from './ui-assets'

export interface DashboardDeps {
  port: number
  /** Folder of the built UI. */
  rendererDir: string
  api: Api
  access: CredentialCheck & Pick<SignInDeps, 'redeemSignInCode'>
  identity: Identity
  services(): ServiceSnapshot[]
  quitting(): boolean
  metrics: { prometheus(): string | Promise<string>; json(): unknown }
  holderOf: (port: number) => Promise<PortHolder | null>
  /** The browser came back from signing in to a remote server. @returns false when nobody waits for it */
  onSignIn(answer: SignInAnswer): boolean
  clock: Clock
  log: Logger
}

const UI_ROOT = '/dashboard'

/** The dashboard port: the UI, its API and the status pages. @throws OmniMindError PORT_HELD */
export async function startDashboard(deps: DashboardDeps): Promise<LoopbackServer> {
  const socket = createRpcSocket(deps.api, deps.clock)
  const route = createRoutes(deps)
  const server = await listenOnLoopback({
    title: 'dashboard',
    port: deps.port,
    holderOf: deps.holderOf,
    isOpen: (path) => path === OAUTH_CALLBACK_PATH,
    onRequest: (request, response) => {
      route(request, response).catch((error: unknown) => {
        deps.log.error(`${request.method} ${pathOf(request)} failed: ${errorText(error)}`)
        if (!response.headersSent) refuse(response, 500, 'Something went wrong inside OmniMind; see its log.')
        else response.destroy()
      })
    },
    onUpgrade: (request, connection, head) => {
      if (pathOf(request) !== RPC_SOCKET_PATH)
        return refuseUpgrade(connection, 404, 'There is no such socket.')
      if (!isAuthorized(request, deps.port, deps.access)) return refuseUpgrade(connection, 401, SIGN_IN)
      socket.upgrade(request, connection, head)
    },
  })
  return {
    async close() {
      socket.close()
      await server.close()
    },
  }
}

const SIGN_IN = 'Sign in with "omnimind open", or send the token as "Authorization: Bearer ...".'

type Route = (request: IncomingMessage, response: ServerResponse) => Promise<void>

function createRoutes(deps: DashboardDeps): Route {
  const rpc = createRpcHttp(deps.api)
  const ui = createUi(deps)
  return async (request, response) => {
    const path = pathOf(request)
    if (path.startsWith(`${RPC_PREFIX}/`)) {
      if (isAuthorized(request, deps.port, deps.access)) return rpc(request, response)
      return sendJson(
        response,
        401,
        { error: SIGN_IN },
        { 'WWW-Authenticate': 'Bearer', Connection: 'close' },
      )
    }
    if (path === OAUTH_CALLBACK_PATH)
      return oauthCallback(request, response, (answer) => deps.onSignIn(answer))
    if (path === UI_ROOT || path.startsWith(`${UI_ROOT}/`)) return ui(request, response)
    if (path !== '/' && path !== '/status' && path !== '/metrics') return notFound(response)
    if (!isReading(request)) return refuseMethod(response, 'GET')
    if (path === '/') return send(response, 302, '', { Location: UI_ROOT })
    if (path === '/metrics') return sendMetrics(request, response, deps)
    sendJson(response, 200, statusReport(deps.identity, deps.services(), deps.quitting()))
  }
}

function createUi({ rendererDir, port, access }: DashboardDeps): Route {
  const assets = createUiAssets(rendererDir, UI_ROOT)
  const signInDeps = { port, redeemSignInCode: (code: string) => access.redeemSignInCode(code) }
  return async (request, response) => {
    const code = new URLSearchParams(request.url?.split('?')[1] ?? '').get('signin')
    if (code !== null) return signIn(request, response, code, signInDeps)
    if (!isReading(request)) return refuseMethod(response, 'GET')
    const { status, headers, body } = await assets.respond(pathOf(request).slice(UI_ROOT.length) || '/')
    send(response, status, body, headers)
  }
}

async function sendMetrics(
  request: IncomingMessage,
  response: ServerResponse,
  { metrics }: DashboardDeps,
): Promise<void> {
  if (request.headers.accept?.includes('application/json'))
    return sendJson(response, 200, await metrics.json())
  const headers = { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' }
  send(response, 200, await metrics.prometheus(), headers)
}

function notFound(response: ServerResponse): void {
  sendJson(response, 404, { error: 'There is nothing here; the user interface is at /dashboard.' })
}

function pathOf(request: IncomingMessage): string {
  return request.url?.split('?')[0] ?? '/'
}
