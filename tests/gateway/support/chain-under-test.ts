import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CatalogTool } from '@shared/domain/catalog'
import { unlimitedScope, type TokenScope } from '@shared/domain/client-token'
import { defaultLimits, type GatewayLimits } from '@shared/domain/limits'
import { rpcCode } from '@shared/mcp/json-rpc'
import type { OfferedService } from '@shared/process/gateway-messages'
import { afterEach, beforeEach, expect } from 'vitest'
import type { CallEnd, GuardedCall, GuardVerdict } from '../../../src/gateway/calls/call-guards'
import { GuardChain } from '../../../src/gateway/calls/chain'
import { GatewayConfigCell } from '../../../src/gateway/config'
import type { Identity } from '../../../src/gateway/guards/token'
import { VirtualClock } from '../../support/virtual-clock'

/** A chain of guards with a directory and a clock of its own, new for each test of the file that imports this. */

export const plenty = { perMinute: 10_000_000, burst: 1_000_000 }

export let clock: VirtualClock
export let directory: string
let root: string
export let chain: GuardChain
export let problems: string[]
export let stopped: Set<string>
export let config: GatewayConfigCell

function create(): GuardChain {
  const created = new GuardChain({
    clock,
    config,
    isStopped: (serviceId) => stopped.has(serviceId),
    onProblem: (what) => void problems.push(what),
  })
  created.open(directory)
  return created
}
export function limit(limits: Partial<GatewayLimits>): void {
  config.set({ ...config.current, limits: { ...defaultLimits, rate: plenty, ...limits } })
}

/** Closes it and opens it anew, as a restart of the gateway does. @param meanwhile what happens between */
export function restart(meanwhile = (): void => {}): void {
  chain.close()
  meanwhile()
  chain = create()
}
/** From the next `restart` on it is kept there. */
export function moveTo(place: string): void {
  directory = place
}

beforeEach(() => {
  clock = new VirtualClock()
  root = mkdtempSync(join(tmpdir(), 'omni-guards-'))
  directory = root
  problems = []
  stopped = new Set()
  config = new GatewayConfigCell()
  limit({})
  chain = create()
})
afterEach(() => {
  chain.close()
  rmSync(root, { recursive: true })
})

export const client = (tokenId = 'one', scope: Partial<TokenScope> = {}): Identity => ({
  tokenId,
  name: `client ${tokenId}`,
  priority: 'normal',
  scope: { ...unlimitedScope, ...scope },
})
export const tool = (name: string, more: Record<string, unknown> = {}): CatalogTool => ({
  name,
  definition: { name, ...more },
  fingerprint: `hash of ${name}`,
  trust: 'trusted',
  findings: [],
})
export const kept = tool('look', {
  annotations: { readOnlyHint: true },
  _meta: { 'omnimind/cacheSeconds': 60 },
})
export const writes = tool('write')

export const call = (changes: Partial<GuardedCall> = {}): GuardedCall => ({
  identity: client(),
  endpointId: 'default',
  serviceId: 'memory',
  method: 'tools/call',
  params: { name: changes.tool?.name ?? 'write', arguments: {} },
  tool: writes,
  repeatable: false,
  ...changes,
})
/** Asks, and remembers the verdict. */
export function ask(changes: Partial<GuardedCall> = {}): { verdict: GuardVerdict | null; dispose(): void } {
  const asked: { verdict: GuardVerdict | null; dispose(): void } = { verdict: null, dispose: () => {} }
  const admission = chain.admit(call(changes), (verdict) => {
    expect(asked.verdict).toBeNull()
    asked.verdict = verdict
  })
  asked.dispose = () => admission.dispose()
  return asked
}
export function end(asked: { verdict: GuardVerdict | null }, changes: Partial<CallEnd> = {}): void {
  if (asked.verdict?.kind !== 'send') throw new Error(`it was not sent: ${JSON.stringify(asked.verdict)}`)
  asked.verdict.done({ outcome: 'ok', serviceMs: 5, resultText: null, ...changes })
}
export const offered = (serviceId: string): OfferedService => ({
  serviceId,
  title: serviceId,
  kind: 'external',
  requestTimeoutMs: 300_000,
  approved: null,
  lastCatalog: null,
})
export const says = (resultText: string): Partial<CallEnd> => ({ resultText: () => resultText })
export const look = (changes: Partial<GuardedCall> = {}) => ask({ tool: kept, ...changes })
export const unavailable: Partial<CallEnd> = { outcome: 'error', errorCode: rpcCode.serviceUnavailable }
export const statusOf = (serviceId = 'memory') =>
  chain.status([])?.guards.find((one) => one.serviceId === serviceId)
