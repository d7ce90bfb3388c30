/**
 * Three times more calls than an upstream can do: how much of its capacity is still used, who is served first, how long
 * the queue gets, and how fast it recovers when the capacity halves. Build first, then
 * `node --import ./tests/support/typescript-sources.mjs bench/gateway/overload.ts [seconds]`.
 */
import { loadavg } from 'node:os'
import { defaultLimits } from '@shared/domain/limits'
import { directCapacity } from './direct-capacity.ts'
import { nodeServer, startCenterWith } from './center-with-echo.ts'
import { openSession, type Target } from './measure.ts'
import { OpenLoop, type OpenLoopResult } from './open-loop.ts'

const seconds = Number(process.argv[2] ?? 60)
const OFFSET = 22_000
const SLOTS = 8
const WORK_MS = 20
/** What the upstream could do at most by its figures; what it does when driven directly is measured in the same run. */
const IDEAL = (SLOTS * 1_000) / WORK_MS
const IN_FLIGHT = [SLOTS, 2 * SLOTS, 4 * SLOTS]
const HIGH_SHARE = 0.1

const capacity = (slots: number, forSeconds = 4): Promise<number> =>
  directCapacity('capacity-server.ts', [String(slots), String(WORK_MS)], IN_FLIGHT, forSeconds)
const loads = (): string =>
  `load average ${loadavg()
    .map((value) => value.toFixed(1))
    .join(' ')}`

const before = await capacity(SLOTS)
const halfBefore = await capacity(SLOTS / 2)
console.log(
  `driven directly: ${before.toFixed(0)}/s of ${IDEAL}, with half the slots ${halfBefore.toFixed(0)}/s; ${loads()}`,
)
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
/** The adaptive limit as it was seen. */
let limits: number[] = []
const watching = setInterval(() => {
  void client.gateway.status({}).then(({ guards }) => {
    for (const { serviceId, queued, concurrencyLimit } of guards) {
      if (serviceId !== 'capacity') continue
      worstQueue = Math.max(worstQueue, queued)
      limits.push(concurrencyLimit)
    }
    return worstQueue
  })
}, 1_000)

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

/** Least, middle and most since it was asked last. */
function limitsSeen(): string {
  const sorted = limits.toSorted((a, b) => a - b)
  limits = []
  return `limit ${sorted[0]}/${sorted[Math.floor(sorted.length / 2)]}/${sorted.at(-1)}`
}

const percent = (part: number, whole: number): string => `${((100 * part) / Math.max(1, whole)).toFixed(2)} %`
const p99 = (times: number[]): string =>
  `${(times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.99)] ?? 0).toFixed(0)} ms`

await offer(before * 0.5, 5)
const under = await offer(before * 0.9, 20)
const underAll = under.normal.offered + under.high.offered
const dropped = underAll - under.normal.served - under.high.served
console.log(`at 0.9 of ${before.toFixed(0)}/s: dropped ${percent(dropped, underAll)}; ${limitsSeen()}`)

// The same server driven directly meanwhile: what the machine lets it do while all this is going on.
const [over, meanwhile] = await Promise.all([
  offer(before * 3, seconds),
  capacity(SLOTS, seconds / IN_FLIGHT.length),
])
const after = await capacity(SLOTS)
const served = over.normal.served + over.high.served
console.log(
  `at 3x for ${seconds} s: ${(served / seconds).toFixed(0)}/s, goodput ${percent(served, before * seconds)} of what it does driven ` +
    `directly before, ${percent(served, after * seconds)} after, ${percent(served, meanwhile * seconds)} meanwhile; ${percent(served, IDEAL * seconds)} of the ideal; ` +
    `high priority served ${percent(over.high.served, over.high.offered)} (p99 ${p99(over.high.timesMs)}), normal ` +
    `${percent(over.normal.served, over.normal.offered)} (p99 ${p99(over.normal.timesMs)}); failed ` +
    `${over.normal.failed + over.high.failed}, unsent ${over.normal.unsent + over.high.unsent}; longest queue seen ${worstQueue}; ` +
    `${limitsSeen()}; ${loads()}`,
)

await offer(before * 3, 3)
await client.services.call({ id: 'capacity', tool: 'set_slots', arguments: { slots: SLOTS / 2 } })
limitsSeen()
for (let window = 1; window <= 5; window++) {
  const half = await offer(before * 1.5, 5)
  const now = half.normal.served + half.high.served
  console.log(
    `capacity halved, seconds ${window * 5 - 5}-${window * 5}: goodput ${percent(now, halfBefore * 5)}, ` +
      `high served ${percent(half.high.served, half.high.offered)}, p99 ${p99([...half.normal.timesMs, ...half.high.timesMs])}; ${limitsSeen()}`,
  )
}
console.log(`half the slots driven directly, after: ${(await capacity(SLOTS / 2)).toFixed(0)}/s; ${loads()}`)
clearInterval(watching)
normalLoop.close()
highLoop.close()
await stop()
