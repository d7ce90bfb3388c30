import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { TurnTaking } from './turn-taking'

const lines = (count: number, from = 0): string =>
  Array.from({ length: count }, (_, n) => `${from + n}\n`).join('')

function listen() {
  const texts: string[] = []
  const holds: boolean[] = []
  const taking = new TurnTaking({
    onText: (text) => void texts.push(text),
    onHold: (held) => void holds.push(held),
  })
  return { texts, holds, taking }
}

test('hands on a few lines at once, and half a line', () => {
  const { texts, holds, taking } = listen()
  taking.push(lines(64))
  taking.push('half')
  expect(texts).toEqual([lines(64), 'half'])
  expect(holds).toEqual([])
})

test('deals out many lines turn by turn, and nothing is read meanwhile', async () => {
  const { texts, holds, taking } = listen()
  taking.push(`${lines(150)}half`)
  expect(texts).toEqual([lines(64)])
  expect(holds).toEqual([true])
  await turn()
  expect(texts).toHaveLength(2)
  await turn()
  expect(texts.join('')).toBe(`${lines(150)}half`)
  expect(holds).toEqual([true, false])
})

test('keeps the order when more comes although it should not', async () => {
  const { texts, taking } = listen()
  taking.push(lines(100))
  taking.push(lines(100, 100))
  for (let n = 0; n < 5; n++) await turn()
  expect(texts.join('')).toBe(lines(200))
})

test('gives the rest at once at the end, once', async () => {
  const { texts, taking } = listen()
  taking.push(lines(100))
  taking.flush()
  await turn()
  expect(texts.join('')).toBe(lines(100))
  taking.flush()
  expect(texts).toHaveLength(2)
})

test('long lines are no reason to wait', () => {
  const { texts, taking } = listen()
  taking.push('x'.repeat(1_000_000))
  expect(texts).toHaveLength(1)
})
