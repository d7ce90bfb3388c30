import type { ServerResponse } from 'node:http'
import type { PortHolder, ServiceSnapshot } from '@shared/domain/service'
import { stateWord } from '@shared/domain/service'
import { unreadyEssentials } from '@shared/domain/status'
import type { Identity } from './status-report'
import type { LoopbackServer } from './loopback-server'
import { listenOnLoopback } from './loopback-server'
import { isReading, refuseMethod, sendJson } from './respond'

export interface HealthDeps {
  port: number
  identity: Identity
  /** Since main started, ms. */
  uptimeMs(): number
  services(): ServiceSnapshot[]
  quitting(): boolean
  holderOf: (port: number) => Promise<PortHolder | null>
}

/** The health port: `/health` says that main is alive, `/ready` that every wanted tier-1 service is ready. */
export function startHealthServer(deps: HealthDeps): Promise<LoopbackServer> {
  return listenOnLoopback({
    title: 'health port',
    port: deps.port,
    holderOf: deps.holderOf,
    onRequest: (request, response) => {
      const path = request.url?.split('?')[0]
      if (path !== '/health' && path !== '/ready')
        return sendJson(response, 404, { error: 'There are /health and /ready here.' })
      if (!isReading(request)) return refuseMethod(response, 'GET')
      if (path === '/ready') return sendReadiness(response, deps)
      sendJson(response, 200, { status: 'ok', pid: deps.identity.pid, uptimeMs: Math.round(deps.uptimeMs()) })
    },
  })
}

function sendReadiness(response: ServerResponse, deps: HealthDeps): void {
  const waiting = unreadyEssentials(deps.services()).map(({ id, state }) => ({
    id,
    state: state.kind,
    why: 'problem' in state ? state.problem.message : stateWord(state.kind),
  }))
  const quitting = deps.quitting()
  const ready = waiting.length === 0 && !quitting
  sendJson(response, ready ? 200 : 503, { ready, ...(quitting && { why: 'OmniMind is stopping' }), waiting })
}
