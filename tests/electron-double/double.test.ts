import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron, type ElectronApplication, type Page } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'

const executablePath = join(import.meta.dirname, 'electron')
const home = mkdtempSync(join(tmpdir(), 'double-test-'))
let app: ElectronApplication
let page: Page

beforeAll(async () => {
  app = await _electron.launch({
    executablePath,
    args: [join(import.meta.dirname, 'fixture')],
    env: { ...process.env, XDG_CONFIG_HOME: home },
  })
  page = await app.firstWindow()
  await page.waitForFunction(() => 'fixture' in window)
})

afterAll(async () => {
  await app.close()
  rmSync(home, { recursive: true, force: true })
})

/** What the fixture noted since the last question. */
function heard(): Promise<{ kind: string; url: string }[]> {
  return app.evaluate(() => (globalThis as unknown as { heard: never[] }).heard.splice(0))
}

test('the page comes from the protocol handler, with its policy', async () => {
  expect(await page.title()).toBe('fixture')
  expect(
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getURL()),
  ).toBe('app://fixture/')
  expect(await page.evaluate(() => getComputedStyle(document.body).color)).toBe('rgb(1, 2, 3)')
  expect(await page.evaluate(() => fetch('/nothing').then(({ status }) => status))).toBe(404)
  const evaluated = page.evaluate(() => {
    document.body.append(Object.assign(document.createElement('script'), { text: 'window.inline = 1' }))
    return 'inline' in window
  })
  expect(await evaluated).toBe(false)
})

test('preload and page are two worlds joined by copies and calls', async () => {
  const seen = await page.evaluate(() => {
    const { fixture } = window as unknown as { fixture: Fixture }
    const message = (run: () => unknown): string => {
      try {
        return String(run())
      } catch (error) {
        return (error as Error).message
      }
    }
    return {
      sum: fixture.add(1, 2),
      failure: message(() => fixture.fail()),
      requireFs: message(() => fixture.requireFs()),
      unknown: message(() => fixture.unknownMember()),
      frozen: Object.isFrozen(fixture),
      leaks: ['require', 'process', 'electronDoubleSend', 'module'].filter((name) => name in globalThis),
    }
  })
  expect(seen).toEqual({
    sum: 3,
    failure: 'as asked',
    requireFs: 'module not found: node:fs (a sandboxed preload has electron only)',
    unknown: 'electron double: ipcRenderer.invoke is not modelled',
    frozen: true,
    leaks: [],
  })
})

interface Fixture {
  send(value: unknown): void
  listen(listener: (value: unknown) => void): void
  add(a: number, b: number): number
  fail(): void
  requireFs(): void
  unknownMember(): void
}

test('messages go from the page to main and back, in order and with their sender', async () => {
  await heard()
  const echoes = await page.evaluate(
    () =>
      new Promise<unknown[]>((resolve) => {
        const { fixture } = window as unknown as { fixture: Fixture }
        const values: unknown[] = []
        fixture.listen((value) => {
          values.push(value)
          if (values.length === 200) resolve(values)
        })
        for (let n = 0; n < 200; n++) fixture.send({ n, text: 'é', none: null })
      }),
  )
  expect(echoes).toEqual(Array.from({ length: 200 }, (_, n) => ({ echo: { n, text: 'é', none: null } })))
  expect((await heard())[0]).toEqual({ kind: 'message', url: 'app://fixture/' })
})

test('a message that Electron would clone and the double cannot carry is refused', async () => {
  const errors = await app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents
    return [new Map(), () => {}, 1n].map((value) => {
      try {
        return contents?.send('fixture', value)
      } catch (error) {
        return (error as Error).message
      }
    })
  })
  expect(errors).toEqual([
    'electron double: a Map over IPC is not modelled',
    'An object could not be cloned.',
    'electron double: a BigInt over IPC is not modelled',
  ])
})

test('a page may not leave when main prevents it', async () => {
  await heard()
  await page.click('#out')
  await expect.poll(heard).toContainEqual({ kind: 'will-navigate', url: 'https://example.com/' })
  await page.evaluate(() => void (location.href = 'https://example.com/script'))
  await expect.poll(heard).toContainEqual({ kind: 'will-navigate', url: 'https://example.com/script' })
  // The document's own title: the window's is that of the refused address until Chromium has given it up.
  expect(await page.evaluate(() => document.title)).toBe('fixture')
})

test('a window that main denies is not opened', async () => {
  await heard()
  expect(await page.evaluate(() => window.open('https://example.com/popup') === null)).toBe(true)
  await expect.poll(heard).toContainEqual({ kind: 'window-open', url: 'https://example.com/popup' })
  await page.click('#blank')
  await expect.poll(heard).toContainEqual({ kind: 'window-open', url: 'https://example.com/blank' })
  expect(app.windows()).toHaveLength(1)
})

test('a hash stays in the page, a reload does not ask', async () => {
  await heard()
  await page.click('#in')
  await expect.poll(heard).toEqual([{ kind: 'did-navigate-in-page', url: 'app://fixture/#/place' }])
  await page.reload()
  await expect.poll(heard).toEqual([{ kind: 'did-navigate', url: 'app://fixture/#/place' }])
  await app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.loadURL('app://fixture/#/other'),
  )
  await expect.poll(heard).toEqual([{ kind: 'did-navigate-in-page', url: 'app://fixture/#/other' }])
})

test('what is not modelled throws: members, events, whole modules', async () => {
  const errors = await app.evaluate((electron) => {
    const message = (run: () => unknown): string => {
      try {
        return String(run())
      } catch (error) {
        return (error as Error).message
      }
    }
    const { app, shell, BrowserWindow } = electron
    const window = BrowserWindow.getAllWindows()[0]
    return [
      message(() => app.getLocale()),
      message(() => app.on('login', () => {})),
      message(() => shell.beep()),
      message(() => window?.setProgressBar(1)),
      message(() => window?.webContents.print()),
      message(() => new BrowserWindow({ webPreferences: { nodeIntegration: true } })),
      'autoUpdater' in electron,
    ]
  })
  expect(errors).toEqual([
    'electron double: app.getLocale is not modelled',
    "electron double: the event 'login' of app is not modelled",
    'electron double: shell.beep is not modelled',
    'electron double: BrowserWindow.setProgressBar is not modelled',
    'electron double: webContents.print is not modelled',
    'electron double: a page without sandbox and context isolation, or with Node or webviews is not modelled',
    false,
  ])
})

test('utility processes speak, end and die as Electron tells it', async () => {
  const ends = await app.evaluate(async ({ app }) => {
    const { fork } = globalThis as unknown as { fork: (name: string) => Electron.UtilityProcess }
    const gone: object[] = []
    app.on(
      'child-process-gone',
      (_event, { name, reason, exitCode }) => void gone.push({ name, reason, exitCode }),
    )
    const end = async (name: string, last: string | (() => void)): Promise<object> => {
      const child = fork(name)
      const earlyKill = child.kill()
      child.postMessage('hello')
      const echo: unknown = await new Promise((resolve) => child.once('message', resolve))
      const exit = new Promise((resolve) => child.once('exit', resolve))
      if (typeof last === 'string') child.postMessage(last)
      else process.kill(child.pid as number, 'SIGKILL')
      return { earlyKill, echo, code: await exit, pid: child.pid }
    }
    const told = [await end('a', 'exit'), await end('b', 'segfault'), await end('c', () => {})]
    return { told, gone }
  })
  const usual = { earlyKill: false, echo: { echo: 'hello', send: 'undefined' }, pid: undefined }
  expect(ends.told).toEqual([
    { ...usual, code: 3 },
    { ...usual, code: 11 },
    { ...usual, code: 9 },
  ])
  expect(ends.gone).toEqual([
    { name: 'a', reason: 'abnormal-exit', exitCode: 768 },
    { name: 'b', reason: 'crashed', exitCode: 11 },
    { name: 'c', reason: 'killed', exitCode: 9 },
  ])
})
