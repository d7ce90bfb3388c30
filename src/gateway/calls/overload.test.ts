import { describe, expect, test } from 'vitest'
import type { Priority } from '@shared/domain/client-token'
import { defaultLimits } from '@shared/domain/limits'
import { VirtualClock } from '../../../tests/support/virtual-clock'
import { Turnstile } from './turnstile'

/** Numbers that look random and are the same in every run (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Workers that take calls from an endless queue of their own; each call takes 0.7 to 1.3 times `callMs`. */
class SimulatedService {
  workers: number
  callMs: number
  readonly #clock: VirtualClock
  readonly #queue: (() => void)[] = []
  readonly #random = numbers(3)
  #busy = 0

  constructor(clock: VirtualClock, workers: number, callMs: number) {
    this.#clock = clock
    this.workers = workers
    this.callMs = callMs
  }

  call(done: () => void): void {
    this.#queue.push(done)
    this.#work()
  }

  #work(): void {
    while (this.#busy < this.workers) {
      const done = this.#queue.shift()
      if (!done) return
      this.#busy++
      this.#clock.after(this.callMs * (0.7 + 0.6 * this.#random()), () => {
        this.#busy--
        done()
        this.#work()
      })
    }
  }
}

interface Tally {
  offered: number
  served: number
  dropped: number
  /** From arrival to answer, ms. */
  times: number[]
}
const tally = (): Tally => ({ offered: 0, served: 0, dropped: 0, times: [] })

class Scene {
  readonly clock = new VirtualClock()
  readonly service: SimulatedService
  readonly turnstile: Turnstile
  readonly by: Record<Priority, Tally> = { high: tally(), normal: tally(), low: tally() }
  /** When each answer came, monotonic ms. */
  readonly answers: number[] = []
  longestQueue = 0
  readonly #random = numbers(7)

  constructor(workers: number, callMs: number) {
    this.service = new SimulatedService(this.clock, workers, callMs)
    const limits = defaultLimits.concurrency
    this.turnstile = new Turnstile({ clock: this.clock, limits, room: () => Infinity })
  }

  /** Calls arrive at random moments (Poisson) at so many a second, for `seconds`. */
  async offer(perSecond: number, seconds: number, share: Record<Priority, number>): Promise<void> {
    const end = this.clock.monotonicMs() + seconds * 1_000
    const next = (): void => {
      const wait = (-Math.log(1 - this.#random()) / perSecond) * 1_000
      if (this.clock.monotonicMs() + wait >= end) return
      this.clock.after(wait, () => {
        this.#call(this.#priority(share))
        next()
      })
    }
    next()
    await this.clock.advance(seconds * 1_000)
  }

  /** Calls arrive one after the other in equal steps. */
  async pace(perSecond: number, seconds: number): Promise<void> {
    const arrivals = this.clock.every(1_000 / perSecond, () => this.#call(this.#priority(mixed)))
    await this.clock.advance(seconds * 1_000)
    arrivals.dispose()
  }

  /** So many callers who each ask again as soon as they were answered. */
  async loop(callers: number, seconds: number): Promise<void> {
    const end = this.clock.monotonicMs() + seconds * 1_000
    const ask = (): void => {
      if (this.clock.monotonicMs() < end) this.#call('normal', ask)
    }
    for (let n = 0; n < callers; n++) ask()
    await this.clock.advance(seconds * 1_000)
  }

  served(fromMs: number, toMs: number): number {
    return this.answers.filter((at) => at >= fromMs && at < toMs).length
  }

  #priority(share: Record<Priority, number>): Priority {
    const pick = this.#random()
    if (pick < share.high) return 'high'
    return pick < share.high + share.normal ? 'normal' : 'low'
  }

  #call(priority: Priority, then: () => void = () => {}): void {
    const { clock, turnstile, service } = this
    const count = this.by[priority]
    const at = clock.monotonicMs()
    count.offered++
    const onTurn = (): void => {
      const sentAt = clock.monotonicMs()
      service.call(() => {
        count.served++
        count.times.push(clock.monotonicMs() - at)
        this.answers.push(clock.monotonicMs())
        turnstile.leave('tool', clock.monotonicMs() - sentAt)
        then()
      })
    }
    const onRefused = (): void => void count.dropped++
    if (turnstile.enter()) onTurn()
    else if (!turnstile.wait(priority, { onTurn, onRefused })) onRefused()
    this.longestQueue = Math.max(this.longestQueue, turnstile.queued)
  }
}

const p99 = (times: number[]): number => times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.99)] ?? 0
const mixed = { high: 0.1, normal: 0.6, low: 0.3 }

/** 125 calls a second each, from one worker to many. */
const services: [workers: number, callMs: number][] = [
  [1, 8],
  [10, 80],
  [40, 320],
]

describe('three times what a service can do, for 60 s', () => {
  test.each(services)('%i workers of %i ms', async (workers, callMs) => {
    const scene = new Scene(workers, callMs)
    const capacity = (workers * 1_000) / callMs
    await scene.offer(3 * capacity, 60, mixed)
    const { high, low } = scene.by
    expect(scene.answers.length).toBeGreaterThanOrEqual(0.95 * 60 * capacity)
    expect(scene.longestQueue).toBeLessThanOrEqual(50)
    expect(high.served + scene.turnstile.inFlight).toBeGreaterThanOrEqual(0.999 * high.offered)
    expect(high.dropped).toBeLessThanOrEqual(0.001 * high.offered)
    // What is waited beside the call itself: low ones wait longest, but are served.
    expect(p99(high.times)).toBeLessThanOrEqual(callMs * 1.3 * 2 + 300)
    expect(low.served).toBeGreaterThan(0)
  })
})

describe('what a service can do, or less', () => {
  test.each(services)('%i workers of %i ms drop under one call in a hundred', async (workers, callMs) => {
    const capacity = (workers * 1_000) / callMs
    // Random arrivals at all of the capacity pile up without end by their nature; in equal steps they need not.
    const offers = [
      (scene: Scene) => scene.offer(0.7 * capacity, 60, mixed),
      (scene: Scene) => scene.offer(0.95 * capacity, 60, mixed),
      (scene: Scene) => scene.pace(capacity, 60),
    ]
    for (const offer of offers) {
      const scene = new Scene(workers, callMs)
      await offer(scene)
      const { high, normal, low } = scene.by
      const dropped = high.dropped + normal.dropped + low.dropped
      expect(dropped / (high.offered + normal.offered + low.offered)).toBeLessThan(0.01)
    }
  })
})

describe('after the capacity halved', () => {
  test.each(services)('%i workers of %i ms: half as many workers', async (workers, callMs) => {
    const scene = new Scene(workers, callMs)
    const capacity = (workers * 1_000) / callMs
    await scene.offer(2 * capacity, 30, mixed)
    if (workers > 1) scene.service.workers = Math.ceil(workers / 2)
    else scene.service.callMs *= 2
    await scene.offer(2 * capacity, 10, mixed)
    const settled = scene.turnstile.limit
    await scene.offer(2 * capacity, 20, mixed)
    const half = (scene.service.workers * 1_000) / scene.service.callMs
    expect(scene.served(40_000, 60_000)).toBeGreaterThanOrEqual(0.95 * 20 * half)
    // The limit is where it belongs by then: enough for every worker, and not much more.
    expect(settled).toBeGreaterThanOrEqual(0.9 * scene.service.workers)
    expect(settled).toBeLessThanOrEqual(Math.max(2 * scene.service.workers, 16))
  })

  test('each call takes twice as long: the limit does not sink below the workers', async () => {
    const scene = new Scene(40, 200)
    await scene.offer(400, 20, mixed)
    scene.service.callMs = 400
    await scene.offer(400, 10, mixed)
    await scene.offer(400, 20, mixed)
    expect(scene.served(30_000, 50_000)).toBeGreaterThanOrEqual(0.95 * 20 * 100)
    expect(scene.turnstile.limit).toBeGreaterThanOrEqual(40)
  })
})

describe('healthy services are not throttled', () => {
  test('35,000 calls a second at 32 in flight', async () => {
    // One thread that takes 1/35 ms a call: with 32 in flight each takes 32 times its best.
    const scene = new Scene(1, 1 / 35)
    await scene.loop(32, 2)
    expect(scene.by.normal.dropped).toBe(0)
    expect(scene.answers.length).toBeGreaterThan(0.99 * 70_000)
    expect(scene.turnstile.limit).toBeGreaterThanOrEqual(32)
  })

  test('125 calls at a time that take a second each: the limit finds its way from 32', async () => {
    const scene = new Scene(125, 1_000)
    await scene.offer(375, 60, mixed)
    expect(scene.answers.length).toBeGreaterThanOrEqual(0.95 * 60 * 125)
    expect(scene.longestQueue).toBeLessThanOrEqual(50)
  })

  test('a service without end takes as much as it is given', async () => {
    const scene = new Scene(10_000, 500)
    await scene.loop(80, 30)
    expect(scene.turnstile.limit).toBeGreaterThanOrEqual(80)
    expect(scene.by.normal.dropped).toBe(0)
  })
})
