import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import type { LogEntry } from '@shared/domain/log'
import { seededRandom } from '../../../tests/support/statistics'
import { temporaryDirectory } from '../../../tests/support/temporary-directory'

const root = resolve(import.meta.dirname, '../../..')
const KILLS = 6

test('kill -9 while old lines are removed loses no newer line and tears none', async () => {
  const dir = temporaryDirectory()
  const random = seededRandom(5)
  let last = 0
  for (let kill = 0; kill < KILLS; kill++) {
    // The copying and the exchange of the files take some ten milliseconds.
    const { neverForgotten, flushed } = await forgetUntilKilled(dir, last, 2 + kill, random() * 40)
    const numbers = storedNumbers(dir)
    expect(numbers).toEqual(numbers.map((_, n) => (numbers[0] ?? 0) + n))
    expect(numbers[0]).toBeLessThanOrEqual(neverForgotten)
    expect(numbers.at(-1)).toBeGreaterThanOrEqual(flushed)
    last = numbers.at(-1) ?? 0
  }
}, 60_000)

/** Kills it so long after that round of forgetting began. */
async function forgetUntilKilled(dir: string, from: number, rounds: number, delayMs: number) {
  const args = [
    '--import',
    join(root, 'tests/support/typescript-sources.mjs'),
    join(root, 'tests/support/endless-log-forgetter.ts'),
    dir,
    String(from),
  ]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(child, 'exit')
  let last = [0, 0]
  let seen = 0
  for await (const line of createInterface({ input: child.stdout })) {
    last = line.split(' ').map(Number)
    seen += 1
    if (seen === rounds) setTimeout(() => child.kill('SIGKILL'), delayMs)
  }
  expect((await ended)[1]).toBe('SIGKILL')
  return { neverForgotten: last[0] ?? 0, flushed: last[1] ?? 0 }
}

/** Line numbers in the order of the files; only the very last line may be torn, and the next start repairs it. */
function storedNumbers(dir: string): number[] {
  return ['memory.jsonl.2', 'memory.jsonl.1', 'memory.jsonl']
    .map((name) => join(dir, name))
    .filter((path) => existsSync(path))
    .flatMap((path) => {
      const text = readFileSync(path, 'utf8')
      return text.slice(0, text.lastIndexOf('\n') + 1).split('\n')
    })
    .filter(Boolean)
    .map((line) => Number.parseInt((JSON.parse(line) as LogEntry).text))
}
