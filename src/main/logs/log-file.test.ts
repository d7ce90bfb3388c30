import {
  closeSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Problem } from '@shared/errors'
import { temporaryDirectory } from '../../../tests/support/temporary-directory'
import { VirtualClock } from '../../../tests/support/virtual-clock'
import { LogFile } from './log-file'
import { anything, setUp, stored } from '../../../tests/support/logs'

test('three files of 10 MB at most, no line torn or doubled at a border', async () => {
  const { dir, logs, entry } = setUp()
  for (let n = 0; n < 50_000; n++) {
    logs.write(entry({ text: `${n} ${'x'.repeat(800)}` }))
    if (n % 5_000 === 0) logs.flushSync()
  }
  logs.flushSync()
  const names = ['memory.jsonl.2', 'memory.jsonl.1', 'memory.jsonl']
  expect(readdirSync(dir).toSorted()).toEqual(names.toSorted())
  for (const name of names) expect(statSync(join(dir, name)).size).toBeLessThanOrEqual(10_000_000)
  const numbers = names.flatMap((name) => stored(dir, name)).map(({ text }) => Number.parseInt(text))
  expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, n) => 50_000 - numbers.length + n))
  expect((await logs.search({ ...anything, text: `${numbers[0]} x` })).entries).toHaveLength(1)
})

test('the same when nobody forces anything to disk', async () => {
  const dir = temporaryDirectory()
  const path = join(dir, 'x.jsonl')
  const file = new LogFile({
    path,
    clock: new VirtualClock(),
    maxBytes: 2_000_000,
    lostNote: String,
    onTrouble: fail,
  })
  onTestFinished(() => file.close())
  for (let n = 0; n < 60_000; n++) {
    file.append(`${n} ${'x'.repeat(100)}\n`)
    if (n % 997 === 0) await turn()
    if (n % 20_000 === 0) await written(file)
  }
  await written(file)
  const lines = ['.2', '.1', ''].flatMap((suffix) =>
    readFileSync(path + suffix, 'utf8')
      .split('\n')
      .filter(Boolean),
  )
  const numbers = lines.map((line) => Number.parseInt(line))
  expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, n) => 60_000 - numbers.length + n))
  expect({ lost: file.lost, files: readdirSync(dir).length }).toEqual({ lost: 0, files: 3 })
})

test('a torn last line is cut off, also one longer than a step of the search for its beginning', () => {
  for (const torn of ['{"at":1,"sou', 'z'.repeat(200_000)]) {
    const { dir, logs, entry } = setUp()
    const first = JSON.stringify(entry({ text: 'whole' }))
    writeFileSync(join(dir, 'memory.jsonl'), `${first}\n${torn}`)
    logs.write(entry({ text: 'next' }))
    logs.flushSync()
    expect(stored(dir).map(({ text }) => text)).toEqual(['whole', 'next'])
  }
})

test('a full disk costs lines, is told once, and is noted where they are missing', async () => {
  const { dir, clock, logs, entry } = setUp()
  const problems: Problem[] = []
  logs.onProblem((problem) => problems.push(problem))
  symlinkSync('/dev/full', join(dir, 'memory.jsonl'))
  for (let n = 0; n < 5; n++) {
    logs.write(entry())
    logs.flushSync()
  }
  expect(problems).toEqual([expect.objectContaining({ cause: expect.stringContaining('ENOSPC') })])
  expect(logs.lost('memory')).toBe(5)

  unlinkSync(join(dir, 'memory.jsonl'))
  logs.write(entry({ text: 'after' }))
  await clock.advance(10_000)
  logs.flushSync()
  expect(stored(dir).map(({ text }) => text)).toEqual([
    expect.stringMatching(/^5 lines are missing/),
    'after',
  ])
})

test('a directory in the place of the file harms nobody', () => {
  const { dir, logs, entry } = setUp()
  mkdirSync(join(dir, 'memory.jsonl'))
  logs.write(entry())
  expect(logs.lost('memory')).toBe(1)
})

const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))

const fail = (error: unknown): void => {
  throw error
}

/** Everything handed to the file is in it. */
async function written(file: LogFile): Promise<void> {
  for (let waiting = true; waiting; await turn()) {
    const snapshot = file.snapshot()
    for (const { descriptor } of snapshot.files) closeSync(descriptor)
    waiting = snapshot.pending.length > 0
  }
}
