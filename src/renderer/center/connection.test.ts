import { describe, expect, it } from 'vitest'
import type { CenterClient } from '@shared/contract'
import { VirtualClock } from '../../../tests/support/virtual-clock'
import { reconnectDelayMs } from './backoff'
import { createConnection } from './connection'
import type { Link, LinkEnd } from './link/link'

/** Links that open and end when the test says so. */
function manualLinks() {
  const attempts: ((outcome: Link | LinkEnd) => void)[] = []
  return {
    open: () => new Promise<Link | LinkEnd>((resolve) => attempts.push(resolve)),
    tried: () => attempts.length,
    fails: (why: LinkEnd = 'lost') => attempts.at(-1)?.(why),
    opens(): (why: LinkEnd) => void {
      let end: (why: LinkEnd) => void = () => {}
      const ended = new Promise<LinkEnd>((resolve) => (end = resolve))
      attempts.at(-1)?.({ client: {} as CenterClient, ended, close: () => {} })
      return end
    },
  }
}

const SETTLED = 1

describe('the connection', () => {
  it('opens, is lost, waits, and opens again as a new epoch', async () => {
    const clock = new VirtualClock()
    const links = manualLinks()
    const { store } = createConnection(links.open, clock)
    expect(store.getState().kind).toBe('connecting')
    const end = links.opens()
    await clock.advance(SETTLED)
    expect(store.getState()).toMatchObject({ kind: 'open', epoch: 1, afterLoss: false })
    end('lost')
    await clock.advance(SETTLED)
    expect(store.getState()).toMatchObject({ kind: 'waiting', attempt: 0 })
    await clock.advance(500)
    links.opens()
    await clock.advance(SETTLED)
    expect(store.getState()).toMatchObject({ kind: 'open', epoch: 2, afterLoss: true })
  })

  it('waits longer after each failure, and less when asked', async () => {
    const clock = new VirtualClock()
    const links = manualLinks()
    const { store, retryNow } = createConnection(links.open, clock)
    for (let n = 0; n < 4; n++) {
      links.fails()
      await clock.advance(15_000)
    }
    expect(links.tried()).toBe(5)
    links.fails()
    await clock.advance(SETTLED)
    expect(store.getState()).toMatchObject({ kind: 'waiting', attempt: 4 })
    retryNow()
    await clock.advance(SETTLED)
    expect(links.tried()).toBe(6)
  })

  it('does not try again by itself while signed out', async () => {
    const clock = new VirtualClock()
    const links = manualLinks()
    const { store, retryNow } = createConnection(links.open, clock)
    links.fails('signed-out')
    await clock.advance(600_000)
    expect(store.getState().kind).toBe('signed-out')
    expect(links.tried()).toBe(1)
    retryNow()
    await clock.advance(SETTLED)
    expect(links.tried()).toBe(2)
  })
})

describe('the wait before reconnecting', () => {
  it('grows to 15 s and takes a fifth off at most', () => {
    expect([0, 1, 2, 3, 4, 5, 50].map((n) => reconnectDelayMs(n, () => 0))).toEqual([
      500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000,
    ])
    expect(reconnectDelayMs(0, () => 1)).toBe(400)
  })
})
