import { expect, test } from 'vitest'
import { VirtualClock } from '../../../../tests/support/virtual-clock'
import { createQuitter } from './quitter'

function setUp(shutdown: () => Promise<void>) {
  const clock = new VirtualClock()
  const exits: number[] = []
  const problems: string[] = []
  let shutdowns = 0
  const quitter = createQuitter({
    clock,
    limitMs: 8_000,
    shutdown: () => {
      shutdowns++
      return shutdown()
    },
    exit: (code) => exits.push(code),
    onProblem: (text) => problems.push(text),
  })
  return { clock, exits, problems, quitter, shutdowns: () => shutdowns }
}

test('quitting shuts down once, then exits', async () => {
  const { clock, exits, problems, quitter, shutdowns } = setUp(() => Promise.resolve())
  expect(quitter.isQuitting).toBe(false)
  quitter.quit()
  quitter.quit()
  expect(quitter.isQuitting).toBe(true)
  await clock.advance(60_000)
  expect({ exits, problems, shutdowns: shutdowns() }).toEqual({ exits: [0], problems: [], shutdowns: 1 })
  expect(clock.pendingTimers).toBe(0)
})

test('a shutdown that hangs does not keep the program', async () => {
  const { clock, exits, problems, quitter } = setUp(() => new Promise(() => {}))
  quitter.quit()
  await clock.advance(7_999)
  expect(exits).toEqual([])
  await clock.advance(1)
  expect(exits).toEqual([1])
  expect(problems).toHaveLength(1)
})

test('a shutdown that fails is told, and the program ends', async () => {
  const { clock, exits, problems, quitter } = setUp(() => Promise.reject(new Error('no')))
  quitter.quit()
  await clock.advance(1)
  expect({ exits, problems }).toEqual({ exits: [1], problems: ['Stopping failed: Error: no'] })
})
