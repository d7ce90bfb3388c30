import { expect, test } from 'vitest'
import { Turns } from './turns'

/** Work that is begun and ended by hand, and writes down both. */
function recorder() {
  const log: string[] = []
  const work = (name: string) => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const run = async (): Promise<void> => {
      log.push(`${name} begins`)
      await promise
      log.push(`${name} ends`)
    }
    return { run, end: resolve }
  }
  return { log, work }
}

test('reading calls wait for a writing one, a writing one for those that read', async () => {
  const { log, work } = recorder()
  const turns = new Turns()
  const [readA, readB, write, readC] = ['a', 'b', 'write', 'c'].map(work)
  if (!readA || !readB || !write || !readC) throw new Error('No work.')
  const all = [
    turns.read('x', readA.run),
    turns.read('x', readB.run),
    turns.write('x', write.run),
    turns.read('x', readC.run),
  ]
  for (const { end } of [readC, write, readB, readA]) end()
  await Promise.all(all)
  const at = (event: string): number => log.indexOf(event)
  expect(at('b begins')).toBeLessThan(at('a ends'))
  expect(at('write begins')).toBeGreaterThan(Math.max(at('a ends'), at('b ends')))
  expect(at('c begins')).toBeGreaterThan(at('write ends'))
})

test('a call that fails holds up no other, and other repositories do not wait', async () => {
  const { work } = recorder()
  const turns = new Turns()
  const long = work('long')
  const longest = turns.write('x', long.run)
  await turns.write('y', async () => {})
  long.end()
  await longest
  const failed = turns.write('x', () => Promise.reject(new Error('failed')))
  const after = turns.read('x', () => Promise.resolve('read'))
  await expect(failed).rejects.toThrow('failed')
  expect(await after).toBe('read')
})
