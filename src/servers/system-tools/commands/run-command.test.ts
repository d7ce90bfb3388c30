import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '@shared/lib/clock'
import { expect, onTestFinished, test } from 'vitest'
import { runCommand } from './run-command'

test('the last look comes before anything runs, and can stop it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'omni-run-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const mark = join(folder, 'mark')
  const run = async (lastLook: () => void) =>
    await runCommand(
      {
        file: process.execPath,
        args: ['-e', `require('node:fs').writeFileSync(${JSON.stringify(mark)}, '')`],
        cwd: folder,
        env: {},
        input: undefined,
        timeLimitMs: 20_000,
        outputBytes: 1_000,
        lastLook,
      },
      systemClock,
      new AbortController().signal,
    )
  const stop = (): never => {
    throw new Error('stopped')
  }
  await expect(run(stop)).rejects.toThrow('stopped')
  expect(existsSync(mark)).toBe(false)
  const looks: boolean[] = []
  expect(await run(() => void looks.push(existsSync(mark)))).toMatchObject({ outcome: 'exited', exitCode: 0 })
  expect(looks).toEqual([false])
  expect(existsSync(mark)).toBe(true)
})
