import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { build } from 'vite'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { RunningDashboard } from '../../../tests/support/running-dashboard'
import { startTestDashboard } from '../../../tests/support/running-dashboard'

const root = resolve(import.meta.dirname, '../../..')
let board: RunningDashboard
let out: string

/** The command as it ships: bundled into one program, in a process of its own. */
beforeAll(async () => {
  out = mkdtempSync(join(tmpdir(), 'omni-cli-build-'))
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    resolve: { alias: { '@shared': join(root, 'src/shared'), '@servers': join(root, 'src/servers') } },
    ssr: { noExternal: true },
    build: {
      ssr: join(root, 'src/main/cli.ts'),
      outDir: out,
      emptyOutDir: true,
      target: 'node24',
      rolldownOptions: { output: { entryFileNames: 'cli.mjs' } },
    },
  })
  board = await startTestDashboard()
})
afterAll(async () => {
  await board.close()
  rmSync(out, { recursive: true })
})

function omnimind(...words: string[]) {
  const child = spawn(process.execPath, [join(out, 'cli.mjs'), ...words], {
    env: { ...process.env, OMNIMIND_HOME: board.home },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  child.stdin.end()
  const ended = once(child, 'exit') as Promise<[number | null, string | null]>
  return { child, ended }
}

async function finished(...words: string[]) {
  const { child, ended } = omnimind(...words)
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), ended])
  return { code, stdout, stderr }
}

it('prints and ends with the documented codes', async () => {
  expect(await finished('services', 'list')).toMatchObject({ code: 0, stderr: '' })
  expect(await finished('services', 'stop', 'memroy')).toMatchObject({ code: 4, stdout: '' })
  expect((await finished('status', '--home', '/nowhere')).code).toBe(3)
  expect((await finished('nonsense')).code).toBe(2)
})

it('calls a tool', async () => {
  expect(await finished('call', 'memory', 'echo', '{"a":1}')).toMatchObject({ code: 0, stdout: 'done\n' })
})

it('follows a log until SIGINT, and then ends at once with 0', async () => {
  board.center.says('memory', 'first')
  const { child, ended } = omnimind('logs', 'memory', '-f')
  await once(child.stdout, 'data')
  const askedAt = performance.now()
  child.kill('SIGINT')
  expect(await ended).toEqual([0, null])
  expect(performance.now() - askedAt).toBeLessThan(2_000)
})

it('survives a reader that goes away', async () => {
  const { child, ended } = omnimind('logs', 'memory', '-f')
  await once(child.stdout, 'data')
  child.stdout.destroy()
  board.center.says('memory', 'nobody reads this')
  expect(await ended).toEqual([0, null])
})

it('stop waits until the process is gone', async () => {
  // The process that the instance file names stands in for main: it ends when the center is asked to quit.
  const main = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
  await once(main, 'spawn')
  board.announce(main.pid ?? 0)
  board.center.onQuit = () => void main.kill('SIGKILL')
  expect(await finished('stop')).toMatchObject({ code: 0, stdout: 'OmniMind is stopped.\n' })
  expect(main.signalCode).toBe('SIGKILL')
})
