import { readFile } from 'node:fs/promises'
import { expect, test } from './center-test'

test('10,000 rows are in the table, few in the page', async ({ page, open, center }) => {
  center.addCalls(12_000)
  await open('#/activity')
  await expect(page.getByText('10,000 calls, live.', { exact: false })).toBeVisible()
  await expect(page.getByRole('table')).toHaveAttribute('aria-rowcount', '10001')
  expect(await page.getByRole('row').count()).toBeLessThan(80)
})

test('filters and sorting live in the address and survive a reload', async ({ page, open, center }) => {
  center.addCalls(600)
  await open('#/activity')
  await page.getByRole('combobox', { name: 'Service' }).click()
  await page.getByRole('option', { name: 'Thinking' }).click()
  await page.getByRole('combobox', { name: 'Outcome' }).click()
  await page.getByRole('option', { name: 'Error', exact: true }).click()
  await page.getByRole('button', { name: 'Duration' }).click()
  await expect(page).toHaveURL(/service=thinking&outcome=error&sort=-duration/)
  await expect(page.getByText('50 calls')).toBeVisible()
  await page.reload()
  await expect(page.getByText('50 calls')).toBeVisible()
  await expect(page.getByRole('columnheader', { name: 'Duration' })).toHaveAttribute(
    'aria-sort',
    'descending',
  )
  await page.getByLabel('Tool, client or method').fill('nothing like this')
  await expect(page.getByText('No call fits this filter')).toBeVisible()
  await page.getByRole('button', { name: 'Clear the filter' }).click()
  await expect(page.getByText('600 calls')).toBeVisible()
})

test('new calls arrive live, wait while paused, and only those that fit', async ({ page, open, center }) => {
  center.addCalls(30)
  await open('#/activity?service=memory')
  await expect(page.getByText('10 calls, live')).toBeVisible()
  center.addCalls(30)
  await expect(page.getByText('20 calls, live')).toBeVisible()
  await page.getByRole('button', { name: 'Pause' }).click()
  center.addCalls(30)
  await expect(page.getByRole('button', { name: 'Resume, 10 new' })).toBeVisible()
  await expect(page.getByText('20 calls, paused')).toBeVisible()
  await page.getByRole('button', { name: 'Resume, 10 new' }).click()
  await expect(page.getByText('30 calls, live')).toBeVisible()
})

test('exports what the filter finds, as JSON Lines and CSV, with the progress', async ({
  page,
  open,
  center,
}) => {
  center.addCalls(60)
  await open('#/activity?service=context')
  await expect(page.getByText('20 calls')).toBeVisible()
  const lines = (await exported(page, 'JSON Lines')).trim().split('\n')
  expect(lines.map((line) => JSON.parse(line).serviceId)).toEqual(Array(20).fill('context'))
  const csv = await exported(page, 'CSV')
  expect(csv.trim().split('\r\n')).toHaveLength(21)
  expect(csv).toContain('"context"')
})

test('a long export shows how far it is and can be cancelled', async ({ page, open, center }) => {
  center.addCalls(2_000)
  center.state.exportStandsAt = 400
  await open('#/activity')
  await page.getByRole('button', { name: 'Export' }).click()
  const dialog = page.getByRole('dialog', { name: 'Export calls' })
  await dialog.getByRole('button', { name: 'Export', exact: true }).click()
  await expect(dialog.getByText('400 of 2,000 calls')).toBeVisible()
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await expect(dialog).toHaveCount(0)
  await page.getByRole('button', { name: 'Export' }).click()
  await expect(dialog.getByText('of 2,000 calls')).toHaveCount(0)
})

test('finds refused, slow and stateless calls, and words in what was said', async ({
  page,
  open,
  center,
}) => {
  center.addCalls(120)
  center.refusesCall()
  await open('#/activity?outcome=refused')
  await expect(page.getByText('1 call, live')).toBeVisible()
  await page.getByRole('row').nth(1).click()
  await expect(page.getByRole('dialog')).toContainText('more than 6,000 calls in a minute')
  await open('#/activity')
  await page.getByRole('button', { name: 'More filters' }).click()
  const filters = page.getByRole('dialog', { name: 'More filters' })
  await filters.getByLabel('Slower than').fill('40')
  await filters.getByRole('combobox', { name: 'Protocol era' }).click()
  await page.getByRole('option', { name: 'Stateless, 2026-07-28' }).click()
  await filters.getByLabel('In arguments or result').fill('number 1')
  await expect(page).toHaveURL(/era=stateless&slower=40|slower=40&era=stateless/)
  const shown = center.state.calls.filter(
    ({ id, era, durationMs }) =>
      era === 'stateless' &&
      durationMs >= 40 &&
      Number(id.slice(1)) % 10 !== 9 &&
      `${Number(id.slice(1))}`.startsWith('1'),
  )
  expect(shown.length).toBeGreaterThan(0)
  await expect(page.getByText(`${shown.length} call`, { exact: false }).first()).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: 'More filters, 3 set' })).toBeVisible()
})

test('a row opens what is known of the call', async ({ page, open, center }) => {
  center.addCalls(40)
  await open('#/activity?outcome=outcome-unknown')
  await page.getByRole('row').nth(1).click()
  const drawer = page.getByRole('dialog')
  await expect(drawer).toContainText('It may or may not have taken effect')
  await expect(page).toHaveURL(/call=c/)
})

test('a call shows where its time went and what was said, and can be sent again', async ({
  page,
  open,
  center,
}) => {
  center.addCalls(40)
  await open('#/activity?call=c0000002')
  const drawer = page.getByRole('dialog', { name: 'Call' })
  await expect(drawer.getByRole('figure', { name: 'Where the time went' })).toContainText('Service')
  await expect(drawer.getByRole('region', { name: 'Arguments' })).toContainText('"number 2"')
  await expect(drawer).toContainText('2025-11-25, with a session')
  await drawer.getByRole('button', { name: 'Replay' }).click()
  const answer = drawer.getByRole('region', { name: 'Answer of the replay' })
  await expect(answer).toContainText('sequentialthinking was called with')
  await answer.getByText('Raw exchange (4)').click()
  await expect(answer.getByRole('list', { name: 'Messages' })).toContainText('tools/call')
})

test('what was cut or not kept is explained, and cannot be sent again', async ({ page, open, center }) => {
  center.addCalls(40)
  await open('#/activity?call=c0000004')
  await expect(page.getByText('Cut here: only the first 16 KB of each are kept.')).toBeVisible()
  await open('#/activity?call=c0000009')
  const drawer = page.getByRole('dialog', { name: 'Call' })
  await expect(drawer).toContainText('Arguments and result of this call were not kept.')
  await drawer.getByRole('button', { name: 'Replay' }).click()
  await expect(drawer.getByRole('alert')).toContainText('cannot be sent again')
})

test('without calls it leads to connecting a client', async ({ page, open }) => {
  await open('#/activity')
  await page.getByRole('button', { name: 'Connect a client' }).click()
  await expect(page.getByRole('heading', { name: 'Connect' })).toBeVisible()
})

async function exported(page: import('@playwright/test').Page, format: string): Promise<string> {
  await page.getByRole('button', { name: 'Export' }).click()
  const dialog = page.getByRole('dialog', { name: 'Export calls' })
  await dialog.getByText(format, { exact: true }).click()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    dialog.getByRole('button', { name: 'Export', exact: true }).click(),
  ])
  await expect(dialog.getByText('calls were written to your downloads', { exact: false })).toBeVisible()
  await dialog.getByRole('button', { name: 'Close' }).last().click()
  await expect(dialog).toHaveCount(0)
  return readFile(await download.path(), 'utf8')
}
