import { expect, test } from './center-test'

test('the palette starts a service, opens a log and the log is paused, without a mouse', async ({
  page,
  open,
  center,
}) => {
  center.state.halt('memory')
  center.logBurst('memory', 50)
  await open()
  await expect(page.getByRole('row', { name: /^Memory/ })).toBeVisible()

  await page.keyboard.press('Control+k')
  await expect(page.getByRole('dialog')).toBeVisible()
  await page.keyboard.type('start memory')
  await page.keyboard.press('Enter')
  await expect.poll(() => center.state.service('memory')?.state.kind).toBe('ready')
  await expect(page.getByRole('dialog')).toHaveCount(0)

  await page.keyboard.press('Control+k')
  await expect(page.getByRole('dialog')).toBeVisible()
  await page.keyboard.type('log of memory')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('log')).toBeVisible()
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(page).toHaveURL(/#\/services\/memory\?tab=logs$/)

  await page.keyboard.press('Alt+p')
  center.logBurst('memory', 25)
  await expect(page.getByRole('button', { name: 'Resume, 25 new' })).toBeVisible()
})

test('skips to the content, and takes the focus along to a new screen', async ({ page, open }) => {
  await open()
  await expect(page.locator('h1')).toBeVisible()
  await page.keyboard.press('Tab')
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('main')).toBeFocused()
  await page.keyboard.press('Alt+2')
  await expect(page.getByRole('heading', { name: 'Services' })).toBeFocused()
})

test('rows of a long table are walked with the arrow keys', async ({ page, open, center }) => {
  center.addCalls(300)
  await open('#/activity')
  const rows = page.getByRole('table', { name: 'Recent calls' }).getByRole('row')
  await rows.nth(1).focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await expect(page.locator('[data-index="2"]')).toBeFocused()
  await page.keyboard.press('End')
  await expect(page.locator('[data-index="299"]')).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog')).toContainText('c0000000')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
})

test('the points of a chart are read with the arrow keys', async ({ page, open }) => {
  await open()
  const chart = page.getByRole('figure', { name: /Throughput of all services/ })
  await expect(chart).toHaveAccessibleName(/Calls: now .+, highest/)
  await chart.locator('.recharts-surface').first().focus()
  await page.keyboard.press('ArrowRight')
  await expect(chart.getByText(/\d+ \w+ \d{4}, \d\d:\d\d:\d\d/)).toBeVisible()
})

test('the shortcuts can be looked up', async ({ page, open }) => {
  await open()
  await expect(page.locator('h1')).toBeVisible()
  await page.keyboard.press('Control+/')
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
})
