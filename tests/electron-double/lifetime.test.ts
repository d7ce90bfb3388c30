import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { processesNaming } from '../support/processes'

const electron = join(import.meta.dirname, 'electron')
const fixture = join(import.meta.dirname, 'fixture')
let scratch: string
let started: ChildProcess[]

beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'double-life-'))
  started = []
})

afterEach(() => {
  for (const child of started) child.kill('SIGKILL')
  rmSync(scratch, { recursive: true, force: true })
})

/** Starts an app whose processes all carry the scratch folder's name in their environment. */
function start(app: string): { child: ChildProcess; said: (pattern: RegExp) => Promise<void> } {
  const env = {
    ...process.env,
    XDG_CONFIG_HOME: scratch,
    TMPDIR: scratch,
    ELECTRON_DOUBLE_MAIN_LIMIT_MS: '1000',
  }
  const child = spawn(electron, ['--remote-debugging-port=0', app], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  started.push(child)
  let text = ''
  const said = async (pattern: RegExp): Promise<void> => {
    await expect.poll(() => text, { timeout: 15_000 }).toMatch(pattern)
  }
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (text += String(chunk)))
  return { child, said }
}

/** An app of one file. */
function appOf(code: string): string {
  const file = join(scratch, 'main.mjs')
  writeFileSync(file, code)
  return file
}

const profiles = (): string[] => readdirSync(scratch).filter((name) => name.startsWith('electron-double-'))
const nothingLeft = async (): Promise<void> => {
  await expect.poll(() => processesNaming(scratch), { timeout: 5_000 }).toEqual([])
  await expect.poll(profiles, { timeout: 5_000 }).toEqual([])
}

test('kill -9 of main leaves neither processes nor profile', async () => {
  const { child, said } = start(
    appOf(`import { app, utilityProcess } from 'electron'
      void app.whenReady().then(() => {
        const busy = utilityProcess.fork(${JSON.stringify(join(scratch, 'busy.mjs'))}, [], { stdio: 'pipe' })
        busy.on('message', () => console.log('busy'))
      })`),
  )
  writeFileSync(
    join(scratch, 'busy.mjs'),
    'process.parentPort.postMessage(1); setTimeout(() => { for (;;); }, 100)',
  )
  await said(/busy/)
  expect(profiles()).toHaveLength(1)
  child.kill('SIGKILL')
  await nothingLeft()
})

test('SIGTERM quits in order: before-quit may hold it back', async () => {
  const { child, said } = start(
    appOf(`import { app } from 'electron'
      let asked = 0
      app.on('before-quit', (event) => { if (++asked === 1) { event.preventDefault(); console.log('held back') } })
      void app.whenReady().then(() => console.log('ready'))`),
  )
  await said(/ready/)
  child.kill('SIGTERM')
  await said(/held back/)
  child.kill('SIGTERM')
  const [code] = await once(child, 'exit')
  expect(code).toBe(0)
  await nothingLeft()
})

test('a main module that awaits readiness at top level hangs, and is told why', async () => {
  const { said } = start(appOf(`import { app } from 'electron'; await app.whenReady(); console.log('never')`))
  await said(/not evaluated after 1 s/)
})

test('the lock of an instance holds while it lives, and a second one is heard', async () => {
  const code = `import { app } from 'electron'
    console.log('lock ' + app.requestSingleInstanceLock())
    app.on('second-instance', (_event, argv) => console.log('second ' + argv.at(-1)))
    if (!app.hasSingleInstanceLock()) app.quit()`
  const first = start(appOf(code))
  await first.said(/lock true/)
  const second = start(appOf(code))
  await second.said(/lock false/)
  await first.said(/second .*main\.mjs/)
  first.child.kill('SIGKILL')
  await once(first.child, 'exit')
  await start(appOf(code)).said(/lock true/)
})

test('the fixture of the other tests starts by folder', async () => {
  const { child, said } = start(fixture)
  await said(/DevTools listening on ws:/)
  child.kill('SIGTERM')
  await once(child, 'exit')
  await nothingLeft()
})
