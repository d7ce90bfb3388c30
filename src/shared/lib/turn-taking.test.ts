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
  const { texts, holds, taking } = listen()
  taking.push(lines(100))
  taking.flush()
  await turn()
  expect(texts.join('')).toBe(lines(100))
  taking.flush()
  expect(texts).toHaveLength(2)
  expect(holds).toEqual([true, false])
})

test('deals out nothing while it is paused', async () => {
  const { texts, holds, taking } = listen()
  taking.push(lines(100))
  taking.pause()
  taking.push('late\n')
  for (let n = 0; n < 3; n++) await turn()
  expect(texts).toEqual([lines(64)])
  taking.resume()
  await turn()
  expect(texts.join('')).toBe(`${lines(100)}late\n`)
  expect(holds).toEqual([true, true, false])
})

test('paused in the middle of its own turn, it stops there', async () => {
  const texts: string[] = []
  const taking: TurnTaking = new TurnTaking({
    onText: (text) => {
      texts.push(text)
      taking.pause()
    },
    onHold: () => {},
  })
  taking.push(lines(200))
  for (let n = 0; n < 5; n++) await turn()
  expect(texts).toHaveLength(1)
  taking.flush()
  expect(texts.join('')).toBe(lines(200))
})

test('tells once when everything is dealt out', async () => {
  const { texts, taking } = listen()
  const told: number[] = []
  taking.whenEmpty(() => told.push(0))
  expect(told).toEqual([0])
  taking.push(lines(150))
  taking.whenEmpty(() => told.push(texts.length))
  expect(told).toEqual([0])
  for (let n = 0; n < 4; n++) await turn()
  expect(told).toEqual([0, 3])
})

test('long lines are no reason to wait', () => {
  const { texts, taking } = listen()
  taking.push('x'.repeat(1_000_000))
  expect(texts).toHaveLength(1)
})
