import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import type { LogEntry } from '@shared/domain/log'
import { seededRandom } from '../../../tests/support/statistics'
import { temporaryDirectory } from '../../../tests/support/temporary-directory'

const root = resolve(import.meta.dirname, '../../..')
const KILLS = 6
const TIMEOUT_MS = 60_000

test(
  'kill -9 of the writer at any moment, rotations included, tears no line and loses none that was flushed',
  async () => {
    const dir = temporaryDirectory()
    const random = seededRandom(11)
    let last = 0
    for (let kill = 0; kill < KILLS; kill++) {
      const flushed = await writeUntilKilled(dir, last, 20 + Math.floor(random() * 60))
      const numbers = await storedNumbers(dir, last)
      expect(numbers.at(-1)).toBeGreaterThanOrEqual(flushed)
      expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] ?? 0) + index))
      last = numbers.at(-1) ?? 0
    }
    expect(readdirSync(dir).toSorted()).toEqual(['victim.jsonl', 'victim.jsonl.1', 'victim.jsonl.2'])
  },
  TIMEOUT_MS,
)

/** @returns the last line number that the writer acknowledged as flushed, after `acknowledgements` of them */
async function writeUntilKilled(dir: string, from: number, acknowledgements: number): Promise<number> {
  const args = [
    '--import',
    join(root, 'tests/support/typescript-sources.mjs'),
    join(root, 'tests/support/endless-log-writer.ts'),
    dir,
    String(from),
  ]
  const writer = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(writer, 'exit')
  let flushed = 0
  let seen = 0
  for await (const line of createInterface({ input: writer.stdout })) {
    flushed = Number(line)
    seen += 1
    if (seen === acknowledgements) writer.kill('SIGKILL')
  }
  const [code, signal] = await ended
  expect({ code, signal }).toEqual({ code: null, signal: 'SIGKILL' })
  return flushed
}

/** Line numbers in the order of the files; only the very last line may be torn, and the next start repairs it. */
async function storedNumbers(dir: string, after: number): Promise<number[]> {
  const lines = readdirSync(dir)
    .toSorted()
    .toReversed()
    .flatMap((name) => {
      const text = readFileSync(join(dir, name), 'utf8')
      const whole = text.slice(0, text.lastIndexOf('\n') + 1)
      if (name !== 'victim.jsonl') expect(whole).toBe(text)
      return whole.split('\n').filter(Boolean)
    })
  return lines
    .map((line) => Number((JSON.parse(line) as LogEntry).text.split(' ')[1]))
    .filter((n) => n > after)
}
