import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { processesNaming } from '../support/processes'
import { desktopSite, electron, placeOf, stateLine, type DesktopApp, type DesktopSite } from './desktop-app'
import { freshState } from './whole-state'

// The desktop app as a person meets it: one window, the tray, links from outside, and an orderly end.

let site: DesktopSite
let desktop: DesktopApp

test.describe.configure({ mode: 'serial' })
test.beforeAll(async () => {
  process.stdout.write(`${electron.sentence}\n`)
  site = desktopSite(7_000)
  desktop = await site.launch()
})
test.afterAll(async () => {
  await desktop.app.close()
  await expect.poll(() => processesNaming(site.scratch)).toEqual([])
  site.remove()
})

const window = () =>
  desktop.app.evaluate(({ BrowserWindow }) => {
    const [first] = BrowserWindow.getAllWindows()
    return {
      visible: first?.isVisible(),
      minimized: first?.isMinimized(),
      bounds: first?.getBounds(),
      url: first?.webContents.getURL(),
    }
  })

test('the window shows the services, over the link and without any address of the net', async () => {
  await expect(stateLine(desktop.page)).toHaveText(freshState, { timeout: 20_000 })
  expect(await window()).toMatchObject({ visible: true, url: expect.stringMatching(/^app:\/\/omnimind\//) })
})

test('a reload gets a new link, and the old one is given up', async () => {
  await desktop.page.reload()
  await expect(stateLine(desktop.page)).toHaveText(freshState)
})

test('a link from outside leads to its page, in the window that is there', async () => {
  await desktop.app.evaluate(({ app }) =>
    app.emit('open-url', { preventDefault: () => {} }, 'omnimind://connect'),
  )
  await expect.poll(() => placeOf(desktop.page)).toBe('#/connect')
  await desktop.app.evaluate(({ app }) =>
    app.emit('open-url', { preventDefault: () => {} }, 'omnimind://quit'),
  )
  await expect(stateLine(desktop.page)).toHaveText(freshState)
  expect(desktop.app.windows()).toHaveLength(1)
})

test('a second start hands over its link, brings the first to the front, and ends with its own code', async () => {
  await desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.minimize())
  const copy = site.startCopy('omnimind://service/memory')
  let said = ''
  copy.stderr?.on('data', (chunk) => (said += String(chunk)))
  const [code] = await once(copy, 'exit')
  expect({ code, said }).toEqual({ code: 7, said: expect.stringContaining('OmniMind already runs on') })
  await expect.poll(() => placeOf(desktop.page)).toBe('#/services/memory')
  await expect(desktop.page.getByRole('heading', { name: 'Memory', level: 1 })).toBeVisible()
  expect(await window()).toMatchObject({ visible: true, minimized: false })
})

test('closing the window leaves everything running; another start shows it again', async () => {
  await desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
  expect(await window()).toMatchObject({ visible: false })
  expect((await fetch(`${site.url(4360)}/ready`)).status).toBe(200)
  await once(site.startCopy(), 'exit')
  await expect.poll(window).toMatchObject({ visible: true })
})

test('the focus command of the contract brings the window back', async () => {
  await desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
  await site.command('app/focus', {})
  await expect.poll(window).toMatchObject({ visible: true })
})

test('launch at login follows its setting', async () => {
  test.skip(process.platform !== 'linux', 'on macOS and Windows the system keeps it')
  const entry = join(site.scratch, 'config/autostart/omnimind.desktop')
  expect(existsSync(entry)).toBe(false)
  await site.command('app/updateSettings', { launchAtLogin: true })
  await expect.poll(() => existsSync(entry)).toBe(true)
  await site.command('app/updateSettings', { launchAtLogin: false })
  await expect.poll(() => existsSync(entry)).toBe(false)
})
