/**
 * Three times more calls than an upstream can do: how much of its capacity is still used, who is served first, how long
 * the queue gets, and how fast it recovers when the capacity halves. Build first, then
 * `node --import ./tests/support/typescript-sources.mjs bench/gateway/overload.ts [seconds]`.
 */
import { defaultLimits } from '@shared/domain/limits'
import { nodeServer, startCenterWith } from './center-with-echo.ts'
import { openSession, type Target } from './measure.ts'
import { OpenLoop, type OpenLoopResult } from './open-loop.ts'

const seconds = Number(process.argv[2] ?? 60)
const OFFSET = 22_000
const SLOTS = 8
const WORK_MS = 20
/** What the upstream could do at most; what it does alone is measured first. */
const IDEAL = (SLOTS * 1_000) / WORK_MS
const HIGH_SHARE = 0.1

const rate = { perMinute: 10_000_000, burst: 1_000_000 }
const { center, client, stop } = await startCenterWith(
  OFFSET,
  [nodeServer('capacity', 'capacity-server.ts', String(SLOTS), String(WORK_MS))],
  { ...defaultLimits, rate },
)
const high = await client.gateway.createToken({
  name: 'high',
  priority: 'high',
  scope: { profile: null, services: null, tools: null, readOnly: false },
})
const target = (name: string, token: string): Target => ({
  name,
  token,
  port: 4320 + OFFSET,
  path: '/mcp',
  tool: 'capacity__work',
  arguments: {},
  expect: '',
  pids: [],
})
const normalTarget = target('normal', center.token)
const highTarget = target('high', high.secret)
const normalLoop = new OpenLoop(normalTarget, await openSession(normalTarget), 120)
const highLoop = new OpenLoop(highTarget, await openSession(highTarget), 100)

let worstQueue = 0
const watching = setInterval(() => {
  void client.gateway.status({}).then(({ guards }) => {
    for (const { queued } of guards) worstQueue = Math.max(worstQueue, queued)
    return worstQueue
  })
}, 200)

/** Both priorities together at this rate. */
async function offer(
  perSecond: number,
  forSeconds: number,
): Promise<{ normal: OpenLoopResult; high: OpenLoopResult }> {
  const [normal, highOnes] = await Promise.all([
    normalLoop.run(perSecond * (1 - HIGH_SHARE), forSeconds),
    highLoop.run(perSecond * HIGH_SHARE, forSeconds),
  ])
  return { normal, high: highOnes }
}

const percent = (part: number, whole: number): string => `${((100 * part) / Math.max(1, whole)).toFixed(2)} %`
const p99 = (times: number[]): string =>
  `${(times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.99)] ?? 0).toFixed(0)} ms`

await offer(IDEAL * 0.5, 5)
const under = await offer(IDEAL * 0.9, 20)
const underAll = under.normal.offered + under.high.offered
console.log(
  `at 0.9 of ${IDEAL}/s: dropped ${percent(underAll - under.normal.served - under.high.served, underAll)}`,
)

const over = await offer(IDEAL * 3, seconds)
const served = over.normal.served + over.high.served
console.log(
  `at 3x for ${seconds} s: goodput ${percent(served, IDEAL * seconds)} of capacity; high priority served ` +
    `${percent(over.high.served, over.high.offered)} (p99 ${p99(over.high.timesMs)}), normal ` +
    `${percent(over.normal.served, over.normal.offered)} (p99 ${p99(over.normal.timesMs)}); failed ` +
    `${over.normal.failed + over.high.failed}, unsent ${over.normal.unsent + over.high.unsent}; longest queue seen ${worstQueue}`,
)

await client.services.call({ id: 'capacity', tool: 'set_slots', arguments: { slots: SLOTS / 2 } })
for (let window = 1; window <= 5; window++) {
  const half = await offer(IDEAL * 1.5, 5)
  const now = half.normal.served + half.high.served
  console.log(
    `capacity halved, seconds ${window * 5 - 5}-${window * 5}: goodput ${percent(now, (IDEAL / 2) * 5)}, ` +
      `high served ${percent(half.high.served, half.high.offered)}, p99 ${p99([...half.normal.timesMs, ...half.high.timesMs])}`,
  )
}
clearInterval(watching)
normalLoop.close()
highLoop.close()
await stop()
