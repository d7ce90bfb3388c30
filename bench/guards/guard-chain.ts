/**
 * What the guards cost a call: the token of its head, then the chain of scope, rate, concurrency, circuit and
 * cache until it may be sent, and the chain again when it has ended. All guards on, as the gateway runs them.
 *
 * Run: node --import ./tests/support/typescript-sources.mjs bench/guards/guard-chain.ts
 */
import { hash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defaultLimits } from '../../src/shared/domain/limits.ts'
import type { CatalogTool } from '../../src/shared/domain/catalog.ts'
import { systemClock } from '../../src/shared/lib/clock.ts'
import { GuardChain } from '../../src/gateway/calls/chain.ts'
import type { GuardVerdict } from '../../src/gateway/calls/call-guards.ts'
import { GatewayConfigCell } from '../../src/gateway/config.ts'
import type { Identity } from '../../src/gateway/guards/token.ts'
import { createTokenGuard } from '../../src/gateway/guards/token.ts'
import type { RequestHead } from '../../src/gateway/guards/refusal.ts'

const CALLS = 200_000
const TOKENS = 100
const directory = mkdtempSync(join(tmpdir(), 'omni-guards-'))
const config = new GatewayConfigCell()
config.set({
  ...config.current,
  limits: { ...defaultLimits, rate: { perMinute: 10_000_000, burst: 1_000_000 } },
})
const chain = new GuardChain({ clock: systemClock, config, isStopped: () => false, onProblem: console.error })
chain.open(directory)
const tokens = createTokenGuard(systemClock)
tokens.accept(
  Array.from({ length: TOKENS }, (_, n) => ({
    id: `token-${n}`,
    name: `Client ${n}`,
    sha256: hash('sha256', `secret-${n}`),
    expiresAt: Date.now() + 3_600_000,
    priority: 'normal',
    // Every kind of limit is looked at.
    scope: { profile: 'default', services: ['memory', 'git'], tools: ['git/*', 'memory/*'], readOnly: true },
  })),
)

const readOnly = { annotations: { readOnlyHint: true } }
const plain = tool('search', readOnly)
const kept = tool('look', { ...readOnly, _meta: { 'omnimind/cacheSeconds': 3_600 } })
const head: RequestHead = {
  method: 'POST',
  url: '/mcp',
  httpVersion: '1.1',
  rawHeaders: [],
  headers: { authorization: 'Bearer secret-42' },
  socket: { remoteAddress: '127.0.0.1' },
}

measure('token alone', () => void whoever())
measure('whole chain, a call that is sent', (n) => call(plain, n))
measure('whole chain, a cache miss that is kept', (n) => call(kept, n))
measure('whole chain, a cache hit', () => call(kept, 1))
chain.close()
rmSync(directory, { recursive: true })

function whoever(): Identity {
  const identity = tokens.check(head)
  if (!('tokenId' in identity)) throw new Error(identity.message)
  return identity
}

function call(one: CatalogTool, n: number): void {
  let verdict: GuardVerdict | null = null
  chain.admit(
    {
      identity: whoever(),
      endpointId: 'default',
      serviceId: 'memory',
      method: 'tools/call',
      params: { name: one.name, arguments: { query: `what was said on day ${n}`, limit: 10 } },
      tool: one,
      repeatable: false,
      client: 'bench 1.0',
      era: 'session',
    },
    (decided) => void (verdict = decided),
  )
  finish(verdict)
}

function finish(verdict: GuardVerdict | null): void {
  if (verdict?.kind === 'send')
    verdict.done({ outcome: 'ok', errorCode: null, serviceMs: 1, resultText: () => '{"content":[]}' })
  else if (verdict?.kind !== 'answer') throw new Error(`refused: ${JSON.stringify(verdict)}`)
}

function measure(what: string, work: (n: number) => void): void {
  for (let n = 0; n < 20_000; n++) work(n)
  const took = new Float64Array(CALLS)
  for (let n = 0; n < CALLS; n++) {
    if (n % 10_000 === 0) chain.tick(systemClock.monotonicMs())
    const before = process.hrtime.bigint()
    work(20_000 + n)
    took[n] = Number(process.hrtime.bigint() - before) / 1_000
  }
  took.sort()
  const at = (share: number): string => (took[Math.floor(CALLS * share)] as number).toFixed(2)
  console.log(`${what}: p50 ${at(0.5)} µs, p99 ${at(0.99)} µs, p99.9 ${at(0.999)} µs`)
}

function tool(name: string, more: Record<string, unknown>): CatalogTool {
  return {
    name,
    definition: { name, ...more },
    fingerprint: hash('sha256', name),
    trust: 'trusted',
    findings: [],
  }
}
