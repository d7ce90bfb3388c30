import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { processesNaming } from '../support/processes'
import {
  desktopSite,
  electron,
  isDouble,
  placeOf,
  root,
  stateLine,
  type DesktopApp,
  type DesktopSite,
} from './desktop-app'
import { freshState } from './whole-state'

// Every way in which the desktop app ends: nothing of it may stay, and what a person set must be there again.

let site: DesktopSite
let desktop: DesktopApp

test.describe.configure({ mode: 'serial' })
test.beforeAll(async () => {
  process.stdout.write(`${electron.sentence}\n`)
  site = desktopSite(7_300)
  desktop = await site.launch()
  await expect(stateLine(desktop.page)).toHaveText(freshState, { timeout: 20_000 })
})
test.afterAll(async () => {
  await desktop.app.close()
  await expect.poll(() => processesNaming(site.scratch)).toEqual([])
  site.remove()
})

const bounds = () =>
  desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds())

test('the window opens again where it was left', async () => {
  const left = { x: 120, y: 90, width: 1_000, height: 700 }
  await desktop.app.evaluate(
    ({ BrowserWindow }, place) => BrowserWindow.getAllWindows()[0]?.setBounds(place),
    left,
  )
  const ended = once(desktop.app.process(), 'exit')
  await site.command('app/quit', {})
  expect(await ended).toEqual([0, null])
  await expect.poll(() => processesNaming(site.scratch)).toEqual([])
  desktop = await site.launch('omnimind://service/context')
  await expect.poll(bounds).toEqual(left)
  await expect.poll(() => placeOf(desktop.page)).toBe('#/services/context')
})

test('without close-to-tray, closing the window ends the app and all its processes', async () => {
  await site.command('app/updateSettings', { closeToTray: false })
  const ended = once(desktop.app.process(), 'exit')
  // The answer to this may be cut off by the very end it causes.
  await desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close()).catch(() => {})
  expect(await ended).toEqual([0, null])
  await expect.poll(() => processesNaming(site.scratch)).toEqual([])
  desktop = await site.launch()
  await expect(stateLine(desktop.page)).toHaveText(freshState, { timeout: 20_000 })
})

test('kill -9 leaves no process, and the next start works', async () => {
  const ended = once(desktop.app.process(), 'exit')
  const pid = await desktop.app.evaluate(() => process.pid)
  process.kill(pid, 'SIGKILL')
  await ended
  await expect.poll(() => processesNaming(site.scratch)).toEqual([])
  desktop = await site.launch()
  await expect(stateLine(desktop.page)).toHaveText(freshState, { timeout: 20_000 })
})

test("a stale lock of Electron's own does not keep the app from starting", async () => {
  test.skip(!isDouble, 'only the double lets a test make its lock wrong')
  await desktop.app.close()
  // As after a crash and a pid used again: the lock names a living process that is not OmniMind.
  writeFileSync(join(site.home, 'desktop/double-instance/lock'), String(process.pid))
  desktop = await site.launch()
  await expect(stateLine(desktop.page)).toHaveText(freshState, { timeout: 20_000 })
  expect(await desktop.app.evaluate(({ app }) => app.hasSingleInstanceLock())).toBe(false)
  rmSync(join(site.home, 'desktop/double-instance/lock'))
})

test('where the headless host runs already, the app says so and ends with its own code', async () => {
  await desktop.app.close()
  const headless = spawn(process.execPath, [join(root, 'out/main/headless.js')], {
    env: site.env,
    stdio: 'pipe',
  })
  await once(headless.stdout, 'data')
  const copy = site.startCopy()
  let said = ''
  copy.stderr?.on('data', (chunk) => (said += String(chunk)))
  const [code] = await once(copy, 'exit')
  expect(code).toBe(7)
  expect(said).toContain('OmniMind cannot start')
  expect(said).toContain(`pid ${headless.pid}`)
  const ended = once(headless, 'exit')
  headless.kill('SIGTERM')
  await ended
  desktop = await site.launch()
  await expect(stateLine(desktop.page)).toHaveText(freshState, { timeout: 20_000 })
})
