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

test('exports exactly the rows shown, as JSON and CSV', async ({ page, open, center }) => {
  center.addCalls(60)
  await open('#/activity?service=context')
  await expect(page.getByText('20 calls')).toBeVisible()
  expect(JSON.parse(await exported(page, 'JSON'))).toHaveLength(20)
  const csv = await exported(page, 'CSV')
  expect(csv.split('\r\n')).toHaveLength(21)
  expect(csv).toContain('"context"')
})

test('a row opens what is known of the call', async ({ page, open, center }) => {
  center.addCalls(40)
  await open('#/activity?outcome=outcome-unknown')
  await page.getByRole('row').nth(1).click()
  const drawer = page.getByRole('dialog')
  await expect(drawer).toContainText('It may or may not have taken effect')
  await expect(page).toHaveURL(/call=c/)
})

test('without calls it leads to connecting a client', async ({ page, open }) => {
  await open('#/activity')
  await page.getByRole('button', { name: 'Connect a client' }).click()
  await expect(page.getByRole('heading', { name: 'Connect' })).toBeVisible()
})

async function exported(page: import('@playwright/test').Page, format: string): Promise<string> {
  await page.getByRole('button', { name: 'Export' }).click()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: format }).click(),
  ])
  return readFile(await download.path(), 'utf8')
}
