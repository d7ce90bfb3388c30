import type { Page } from '@playwright/test'
import type { FakeCenter } from '../support/fake-center'
import { expect, test } from './center-test'

const LOGS = '#/services/memory?tab=logs'

test('1,000 lines a second for 5 s keep the page responsive', async ({ page, open, center }) => {
  await open(LOGS)
  await pour(page, center, 1)
  await expect(page.getByRole('log')).toBeVisible()
  const work = await mainThreadWork(page)
  const gaps = await frameGaps(page, () => pour(page, center, 5))
  const busy = (await work()) / 5
  const longest = gaps.at(-1) ?? Infinity
  const p99 = gaps[Math.floor(gaps.length * 0.99)] ?? Infinity
  const figures = `longest ${longest.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms, main thread busy ${(busy * 100).toFixed(0)} %`
  console.log(`frame gaps at 1,000 lines/s: ${figures}`)
  // CPU time of the page's own thread does not depend on what else the machine does; the gaps do a little.
  expect(busy).toBeLessThan(0.6)
  expect(p99).toBeLessThan(250)
  expect(longest).toBeLessThan(1_000)
  await expect(page.getByText('5,000 lines')).toBeVisible()
  await expect(page.getByRole('log').getByText('#5999', { exact: false })).toBeVisible()
})

test('filters by text and level, in the address, and both survive a reload', async ({
  page,
  open,
  center,
}) => {
  center.logBurst('memory', 500)
  await open(LOGS)
  await page.getByLabel('Search the log').fill('import file')
  await expect(page.getByText('100 of 500 lines')).toBeVisible()
  await page.getByRole('combobox', { name: 'Lowest level shown' }).click()
  await page.getByRole('option', { name: 'Errors' }).click()
  await expect(page).toHaveURL(/q=import\+file/)
  await page.reload()
  await expect(page.getByLabel('Search the log')).toHaveValue('import file')
  await expect(page.getByRole('combobox', { name: 'Lowest level shown' })).toHaveValue('Errors')
  await expect(page.getByText('100 of 500 lines')).toBeVisible()
  await page.getByLabel('Search the log').fill('no such words')
  await expect(page.getByText('No line fits')).toBeVisible()
})

test('pausing holds the lines still and counts what came', async ({ page, open, center }) => {
  center.logBurst('memory', 300)
  await open(LOGS)
  await expect(page.getByText('300 lines')).toBeVisible()
  await page.getByRole('button', { name: 'Pause' }).click()
  center.logBurst('memory', 40)
  await expect(page.getByRole('button', { name: 'Resume, 40 new' })).toBeVisible()
  await expect(page.getByText('300 lines')).toBeVisible()
  await page.getByRole('button', { name: 'Resume, 40 new' }).click()
  await expect(page.getByText('340 lines')).toBeVisible()
})

test('scrolling away stops following; one button leads back to the latest', async ({
  page,
  open,
  center,
}) => {
  center.logBurst('memory', 1_000)
  await open(LOGS)
  const log = page.getByRole('log')
  await expect(log.getByText('#999', { exact: false })).toBeVisible()
  await log.evaluate((element) => (element.scrollTop = 2_000))
  await expect(page.getByRole('button', { name: 'Jump to latest' })).toBeVisible()
  center.logBurst('memory', 10)
  await expect(page.getByText('1,010 lines')).toBeVisible()
  await expect(log.getByText('#1009', { exact: false })).toHaveCount(0)
  await page.getByRole('button', { name: 'Jump to latest' }).click()
  await expect(log.getByText('#1009', { exact: false })).toBeVisible()
})

test('older lines are read from the log on request', async ({ page, open, center }) => {
  center.logBurst('memory', 3_000)
  await open(LOGS)
  await expect(page.getByText('2,000 lines')).toBeVisible()
  await page.getByRole('log').evaluate((element) => (element.scrollTop = 0))
  await page.getByRole('button', { name: 'Load older lines' }).click()
  await expect(page.getByText('3,000 lines')).toBeVisible()
})

test('an empty log says what will come', async ({ page, open }) => {
  await open(LOGS)
  await expect(page.getByText('No lines yet')).toBeVisible()
})

/** 1,000 lines a second into the log, in ten portions a second. */
async function pour(page: Page, center: FakeCenter, seconds: number): Promise<void> {
  for (let tenth = 0; tenth < seconds * 10; tenth++) {
    center.logBurst('memory', 100)
    await page.waitForTimeout(100)
  }
}

/** CPU seconds the page's main thread spent since now. */
async function mainThreadWork(page: Page): Promise<() => Promise<number>> {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  const read = async (): Promise<number> => {
    const { metrics } = await session.send('Performance.getMetrics')
    return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN
  }
  const before = await read()
  return async () => (await read()) - before
}

/** The times between frames while something happens, ms, shortest first. */
async function frameGaps(page: Page, during: () => Promise<void>): Promise<number[]> {
  await page.evaluate(() => {
    const gaps: number[] = []
    Object.assign(window, { gaps })
    let last = performance.now()
    const tick = (now: number): void => {
      gaps.push(now - last)
      last = now
      requestAnimationFrame(tick)
    }
    requestAnimationFrame(tick)
  })
  await during()
  const gaps = await page.evaluate(() => (window as unknown as { gaps: number[] }).gaps)
  return gaps.sort((a, b) => a - b)
}
