import { existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { errorText } from '@shared/errors'
import { setUp } from '../../../tests/support/logs'

/** Numbers of the stored lines, oldest first. */
function numbers(dir: string): number[] {
  return ['memory.jsonl.2', 'memory.jsonl.1', 'memory.jsonl']
    .filter((name) => existsSync(join(dir, name)))
    .flatMap((name) => readFileSync(join(dir, name), 'utf8').split('\n').filter(Boolean))
    .map((line) => Number.parseInt((JSON.parse(line) as { text: string }).text))
}
const from = (first: number, end: number): number[] =>
  Array.from({ length: end - first }, (_, n) => first + n)

/** Some 25 MB of numbered lines in three files; the number is the time, too. */
function threeFiles() {
  const world = setUp()
  const write = (first: number, end: number): void => {
    for (let n = first; n < end; n++) {
      world.logs.write(world.entry({ at: n, text: `${n} ü${'x'.repeat(4_000)}` }))
      if (n % 500 === 0) world.logs.flushSync()
    }
  }
  write(0, 6_000)
  world.logs.flushSync()
  expect(readdirSync(world.dir)).toHaveLength(3)
  return { ...world, write }
}

test.each([
  ['nothing', 0, 3],
  ['a part of the oldest file', 1_000, 3],
  ['whole files', 5_500, 1],
  ['everything', 6_000, 0],
])('%s is removed and every other line stays as it was', async (_, before, files) => {
  const { dir, logs } = threeFiles()
  expect(await logs.forget({ before, sources: ['memory'] })).toBe(before)
  expect(numbers(dir)).toEqual(from(before, 6_000))
  expect(readdirSync(dir)).toHaveLength(files)
})

test('lines that come while it works are kept, also through a rotation', async () => {
  const { dir, logs, write } = threeFiles()
  const forgotten = logs.forget({ before: 3_000, sources: [] })
  let done = false
  void forgotten.then(() => (done = true))
  let last = 6_000
  while (!done) {
    write(last, last + 60)
    last += 60
    await new Promise((resolve) => void setImmediate(resolve))
  }
  write(last, last + 10)
  logs.flushSync()
  const kept = numbers(dir)
  expect(kept).toEqual(from(kept[0] ?? 0, last + 10))
  expect(kept[0]).toBeGreaterThanOrEqual(3_000)
  expect(existsSync(join(dir, 'memory.jsonl.forget'))).toBe(false)
})

test('only the named logs are touched; a damaged line goes with the one before it', async () => {
  const { dir, logs, entry } = setUp()
  logs.write(entry({ source: 'git', at: 1 }))
  logs.write(entry({ at: 1, text: '1' }))
  logs.write(entry({ at: 9, text: '9' }))
  logs.flushSync()
  expect(await logs.forget({ before: 5, sources: ['memory'] })).toBe(1)
  expect(numbers(dir)).toEqual([9])
  expect(readFileSync(join(dir, 'git.jsonl'), 'utf8')).toContain('"at":1')
  const refused = await logs.forget({ before: 5, sources: ['../git'] }).catch(errorText)
  expect(refused).toContain('There is no log named')
})

test('a full disk leaves the file as it was, and the log goes on', async () => {
  const { dir, logs, entry } = setUp()
  for (let n = 0; n < 10; n++) logs.write(entry({ at: n, text: String(n) }))
  logs.flushSync()
  symlinkSync('/dev/full', join(dir, 'memory.jsonl.forget'))
  expect(await logs.forget({ before: 5, sources: [] }).catch(errorText)).toContain('ENOSPC')
  logs.write(entry({ text: '10' }))
  logs.flushSync()
  expect(numbers(dir)).toEqual(from(0, 11))
  expect(await logs.forget({ before: 5, sources: [] })).toBe(5)
  expect(numbers(dir)).toEqual(from(5, 11))
})
