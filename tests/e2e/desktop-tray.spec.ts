import { expect, test } from '@playwright/test'
import { processesNaming } from '../support/processes'
import {
  desktopSite,
  electron,
  isDouble,
  stateLine,
  type DesktopApp,
  type DesktopSite,
  type Seen,
} from './desktop-app'
import { allReady, freshState, oneStopped, sleepers } from './whole-state'

let site: DesktopSite
let desktop: DesktopApp

test.describe.configure({ mode: 'serial' })
test.skip(!isDouble, 'Electron lets nobody read a tray; this is tested on the double only')
test.beforeAll(async () => {
  process.stdout.write(`${electron.sentence}\n`)
  site = desktopSite(7_200)
  desktop = await site.launch()
  await expect(stateLine(desktop.page)).toHaveText(freshState, { timeout: 20_000 })
})
test.afterAll(async () => {
  await desktop.app.close()
  await expect.poll(() => processesNaming(site.scratch)).toEqual([])
  site.remove()
})

const window = () =>
  desktop.app.evaluate(({ BrowserWindow }) => ({ visible: BrowserWindow.getAllWindows()[0]?.isVisible() }))

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
    toolTip: `OmniMind: ${freshState}`,
    labels: [
      [freshState],
      [''],
      ['● Memory — Ready', actions],
      ['● Thinking — Ready', actions],
      ['● Context — Ready', actions],
      ...sleepers.map((title) => [`○ ${title} — Stopped`, actions]),
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
  await expect(stateLine(desktop.page)).toHaveText(oneStopped)
  await expect.poll(tray).toMatchObject({ toolTip: `OmniMind: ${oneStopped}` })
  await choose('Thinking', 'Start')
  await expect(stateLine(desktop.page)).toHaveText(freshState)
  await choose('Stop all')
  await expect.poll(tray).toMatchObject({ image: 'stopped.png' })
  await choose('Start all')
  await expect
    .poll(tray, { timeout: 45_000 })
    .toMatchObject({ image: 'well.png', toolTip: `OmniMind: ${allReady}` })
  await choose('Memory', 'Restart')
  await expect.poll(tray).toMatchObject({ toolTip: `OmniMind: ${allReady}` })
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
