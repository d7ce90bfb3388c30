import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
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
    env: { ...process.env, XDG_CONFIG_HOME: home } as Record<string, string>,
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
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getURL())).toBe(
    'app://fixture/',
  )
  expect(await page.evaluate(() => getComputedStyle(document.body).color)).toBe('rgb(1, 2, 3)')
  expect(await page.evaluate(() => fetch('/nothing').then(({ status }) => status))).toBe(404)
  const evaluated = page.evaluate(() => {
    document.body.append(Object.assign(document.createElement('script'), { text: 'window.inline = 1' }))
    return 'inline' in window
  })
  expect(await evaluated).toBe(false)
})
