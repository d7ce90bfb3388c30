import { expect, test } from './center-test'

const LOGS = '#/services/memory?tab=logs'

test('1,000 lines a second for 5 s keep the page responsive', async ({ page, open, center }) => {
  await open(LOGS)
  center.logBurst('memory', 100)
  await expect(page.getByRole('log')).toBeVisible()
  await page.evaluate(() => {
    const gaps = { longest: 0, frames: 0 }
    Object.assign(window, { gaps })
    let last = performance.now()
    const tick = (now: number): void => {
      gaps.longest = Math.max(gaps.longest, now - last)
      gaps.frames += 1
      last = now
      requestAnimationFrame(tick)
    }
    requestAnimationFrame(tick)
  })
  for (let tenth = 0; tenth < 50; tenth++) {
    center.logBurst('memory', 100)
    await page.waitForTimeout(100)
  }
  const gaps = await page.evaluate(
    () => (window as unknown as { gaps: { longest: number; frames: number } }).gaps,
  )
  test.info().annotations.push({
    type: 'longest frame gap',
    description: `${gaps.longest.toFixed(0)} ms in ${gaps.frames} frames`,
  })
  console.log(`longest frame gap ${gaps.longest.toFixed(0)} ms, ${gaps.frames} frames`)
  expect(gaps.longest).toBeLessThan(500)
  expect(gaps.frames).toBeGreaterThan(100)
  await expect(page.getByText('5,000 lines')).toBeVisible()
  await expect(page.getByRole('log').getByText('#5099', { exact: false })).toBeVisible()
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
