import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { processesNaming } from '../support/processes'
import {
  desktopSite,
  electron,
  isDouble,
  placeOf,
  type DesktopApp,
  type DesktopSite,
  type Seen,
} from './desktop-app'

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

const stateLine = () => desktop.page.getByRole('banner').getByRole('status')
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
  await expect(stateLine()).toHaveText('All 3 services ready', { timeout: 20_000 })
  expect(await window()).toMatchObject({ visible: true, url: expect.stringMatching(/^app:\/\/omnimind\//) })
})

test('a reload gets a new link, and the old one is given up', async () => {
  await desktop.page.reload()
  await expect(stateLine()).toHaveText('All 3 services ready')
})

test('a link from outside leads to its page, in the window that is there', async () => {
  await desktop.app.evaluate(({ app }) =>
    app.emit('open-url', { preventDefault: () => {} }, 'omnimind://connect'),
  )
  await expect.poll(() => placeOf(desktop.page)).toBe('#/connect')
  await desktop.app.evaluate(({ app }) =>
    app.emit('open-url', { preventDefault: () => {} }, 'omnimind://quit'),
  )
  await expect(stateLine()).toHaveText('All 3 services ready')
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

test.describe('the tray', () => {
  test.skip(!isDouble, 'Electron lets nobody read a tray; this is tested on the double only')

  const tray = () =>
    desktop.app.evaluate(() => {
      const { trays } = (globalThis as unknown as { electronDouble: Seen }).electronDouble
      const [one] = trays
      const labels = one?.menu.items.map(({ label, submenu }) => [
        label,
        submenu?.items.map((item) => item.label),
      ])
      return { count: trays.length, image: one?.image.name, toolTip: one?.toolTip, labels }
    })
  const choose = (...path: string[]) =>
    desktop.app.evaluate((_electron, path) => {
      const [one] = (globalThis as unknown as { electronDouble: Seen }).electronDouble.trays
      let menu = one?.menu ?? null
      for (const [depth, start] of path.entries()) {
        const item = menu?.items.find(({ label }) => label.includes(start))
        if (item === undefined) throw new Error(`no menu item ${start}`)
        if (depth === path.length - 1) item.click()
        menu = item.submenu
      }
    }, path)

  test('shows every service with its state and what can be done', async () => {
    const actions = ['Start', 'Stop', 'Restart', '', 'Open']
    expect(await tray()).toEqual({
      count: 1,
      image: 'well.png',
      toolTip: 'OmniMind: All 3 services ready',
      labels: [
        ['All 3 services ready'],
        [''],
        ['● Memory — Ready', actions],
        ['● Thinking — Ready', actions],
        ['● Context — Ready', actions],
        [''],
        ['Start all'],
        ['Stop all'],
        [''],
        ['Open OmniMind'],
        ['Quit OmniMind'],
      ],
    })
  })

  test('stops and starts one service, and all of them', async () => {
    await choose('Thinking', 'Stop')
    await expect(stateLine()).toHaveText('2 services ready, 1 stopped')
    await expect.poll(tray).toMatchObject({ toolTip: 'OmniMind: 2 services ready, 1 stopped' })
    await choose('Thinking', 'Start')
    await expect(stateLine()).toHaveText('All 3 services ready')
    await choose('Stop all')
    await expect.poll(tray).toMatchObject({ image: 'stopped.png' })
    await choose('Start all')
    await expect.poll(tray).toMatchObject({ image: 'well.png', toolTip: 'OmniMind: All 3 services ready' })
    await choose('Memory', 'Restart')
    await expect.poll(tray).toMatchObject({ toolTip: 'OmniMind: All 3 services ready' })
  })

  test('a click on the icon hides and shows the window', async () => {
    const click = () =>
      desktop.app.evaluate(() => {
        ;(globalThis as unknown as { electronDouble: Seen }).electronDouble.trays[0]?.emit('click')
      })
    await choose('Open OmniMind')
    await click()
    expect(await window()).toMatchObject({ visible: false })
    await click()
    expect(await window()).toMatchObject({ visible: true })
  })
})

test('the window opens again where it was left', async () => {
  const bounds = { x: 120, y: 90, width: 1_000, height: 700 }
  await desktop.app.evaluate(
    ({ BrowserWindow }, bounds) => BrowserWindow.getAllWindows()[0]?.setBounds(bounds),
    bounds,
  )
  const ended = once(desktop.app.process(), 'exit')
  await site.command('app/quit', {})
  expect(await ended).toEqual([0, null])
  await expect.poll(() => processesNaming(site.scratch)).toEqual([])
  desktop = await site.launch('omnimind://service/context')
  await expect.poll(async () => (await window()).bounds).toEqual(bounds)
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
  await expect(stateLine()).toHaveText('All 3 services ready', { timeout: 20_000 })
})

test('kill -9 leaves no process, and the next start works', async () => {
  const ended = once(desktop.app.process(), 'exit')
  const pid = await desktop.app.evaluate(() => process.pid)
  process.kill(pid, 'SIGKILL')
  await ended
  await expect.poll(() => processesNaming(site.scratch)).toEqual([])
  desktop = await site.launch()
  await expect(stateLine()).toHaveText('All 3 services ready', { timeout: 20_000 })
})
