import { expect, test } from './center-test'

test('services: filter, state and sorting survive a reload', async ({ page, open }) => {
  await open('#/services')
  await page.getByRole('combobox', { name: 'State' }).click()
  await page.getByRole('option', { name: 'Ready' }).click()
  await page.getByRole('button', { name: 'Port' }).click()
  await page.getByRole('button', { name: 'Port' }).click()
  await page.reload()
  const names = page.getByRole('table').getByRole('rowheader')
  await expect(names).toHaveText(['Context', 'Thinking', 'Memory'])
  await page.getByLabel('Filter services').fill('zzz')
  await expect(page.getByText('No service fits this filter')).toBeVisible()
})

test('service settings: saved, undone, and the port moved and moved back', async ({ page, open, center }) => {
  await open('#/services/memory?tab=settings')
  await page.getByLabel('Label').fill('mine')
  await expect(page.getByText('Saving restarts the service.')).toBeVisible()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByLabel('Label')).toHaveValue('')
  await page.getByLabel('Label').fill('mine')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('Settings of Memory saved.')).toBeVisible()
  expect(center.state.serviceSettings.get('memory')?.values['label']).toBe('mine')
  await page.getByRole('button', { name: 'Use another free port' }).click()
  await expect(page.getByText('Moved from its default, 4321.', { exact: false })).toBeVisible()
  await page.getByRole('button', { name: 'Back to 4321' }).click()
  await expect(page.getByText('Port 4321', { exact: true })).toBeVisible()
})

test('settings: the theme changes at once and is remembered before the first paint', async ({
  page,
  open,
  center,
}) => {
  await open('#/settings')
  await page.getByText('Dark', { exact: true }).click()
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark')
  expect(center.state.settings.theme).toBe('dark')
  center.hold()
  await page.reload()
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark')
})

test('settings: a number is kept when the field is left; desktop choices explain themselves', async ({
  page,
  open,
  center,
}) => {
  await open('#/settings')
  await page.getByLabel('Memory limit per service').fill('768')
  await page.keyboard.press('Tab')
  await expect.poll(() => center.state.settings.memoryLimitMb).toBe(768)
  await expect(page.getByLabel('Launch at login')).toBeDisabled()
  await expect(page.getByText('Works in the desktop app', { exact: false }).first()).toBeVisible()
})

test('settings: quitting is asked first', async ({ page, open, center }) => {
  await open('#/settings')
  await page.getByRole('button', { name: 'Quit…' }).click()
  expect(center.state.hasQuit).toBe(false)
  await page.getByRole('dialog').getByRole('button', { name: 'Quit' }).click()
  await expect.poll(() => center.state.hasQuit).toBe(true)
})

test('connect: the token is hidden on screen and whole in the copy', async ({ page, open, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await open('#/connect?client=cursor&services=memory')
  const text = page.getByLabel('json for ~/.cursor/mcp.json')
  await expect(text).toContainText('omt_••••')
  await expect(text).not.toContainText('omt_4f7c')
  await expect(text).not.toContainText('thinking')
  await page.getByRole('button', { name: 'Copy configuration' }).click()
  const copied = await page.evaluate(() => navigator.clipboard.readText())
  expect(JSON.parse(copied)).toMatchObject({ mcpServers: { memory: { url: 'http://127.0.0.1:4321/mcp' } } })
  expect(copied).toContain('omt_4f7c')
  await page.getByRole('button', { name: 'Reveal' }).click()
  await expect(page.getByText('omt_4f7c1d90a2be4c6f9b1e77d203ab58c1', { exact: true })).toBeVisible()
})

test('the control center and the gateway have a log to read', async ({ page, open, center }) => {
  center.logBurst('center', 20)
  await open('#/settings')
  await page.getByRole('link', { name: 'Control center' }).click()
  await expect(page.getByRole('heading', { name: 'Log: Control center' })).toBeFocused()
  await expect(page.getByText('20 lines')).toBeVisible()
})

test('an unknown screen and an unknown service lead back', async ({ page, open }) => {
  await open('#/nowhere')
  await page.getByRole('button', { name: 'Go to the overview' }).click()
  await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible()
  await open('#/services/ghost')
  await expect(page.getByText('There is no service “ghost”')).toBeVisible()
})

const sizes = [
  ['900 x 600 is enough', { width: 900, height: 600 }],
  // A window of 1,280 x 800 whose text and everything else is twice as large.
  ['zoomed to 200 % nothing is cut off', { width: 640, height: 400 }],
] as const
const everyScreen = [
  '#/',
  '#/services',
  '#/services/memory',
  '#/services/memory?tab=logs',
  '#/services/memory?tab=tools',
  '#/services/memory?tab=settings',
  '#/activity',
  '#/gateway',
  '#/gateway?tab=profiles',
  '#/gateway?tab=tokens',
  '#/gateway?tab=limits',
  '#/gateway/profiles/default',
  '#/gateway/new-profile',
  '#/playground/memory?tool=search_nodes',
  '#/security',
  '#/security/tracker/create_issue',
  '#/security?tab=secrets',
  '#/services/tracker?tab=settings',
  '#/activity?call=c0000004',
  '#/connect',
  '#/settings',
]
for (const [name, size] of sizes) {
  test(`${name}, on every screen`, async ({ page, open, center }) => {
    test.setTimeout(180_000)
    await page.setViewportSize(size)
    center.addServers()
    center.circuitOpens('thinking', 60_000)
    center.addCalls(100)
    center.logBurst('memory', 100)
    center.portIsHeld('context', 'python3', 123)
    for (const hash of everyScreen) {
      await open(hash)
      await expect(page.locator('h1')).toBeVisible()
      await expect(page.locator('[aria-busy="true"]')).toHaveCount(0)
      const overflow = await page.evaluate(() => {
        const main = document.querySelector('main')
        return main ? main.scrollWidth - main.clientWidth : -1
      })
      expect(overflow, hash).toBe(0)
    }
  })
}

test('settings: what is kept of calls, and where it is told', async ({ page, open, center }) => {
  await open('#/settings')
  await page.getByRole('switch', { name: 'Keep arguments and results' }).click({ force: true })
  await expect.poll(() => center.state.settings.keepCallContents).toBe(false)
  await page.getByLabel('Keep calls for').fill('7')
  await page.keyboard.press('Tab')
  await expect.poll(() => center.state.settings.callHistoryDays).toBe(7)
  await page.getByLabel('OpenTelemetry').fill('127.0.0.1:4318')
  await expect(page.getByText('An address that begins with http:// or https://.')).toBeVisible()
  await page.getByLabel('OpenTelemetry').fill('http://127.0.0.1:4318')
  await page.keyboard.press('Enter')
  await expect.poll(() => center.state.settings.otlpEndpoint).toBe('http://127.0.0.1:4318')
  await page.getByRole('button', { name: 'Remove…' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
  await expect.poll(() => center.state.keepsContents).toBe(false)
})
