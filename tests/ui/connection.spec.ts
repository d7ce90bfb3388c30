import { expect, test } from './center-test'

test.describe('a lost link', () => {
  // The browser itself reports every refused attempt.
  test.use({ expectedComplaints: /WebSocket connection to|ERR_EMPTY_RESPONSE|ERR_CONNECTION/ })

  test('is said, is opened again, and everything goes on', async ({ page, open, center }) => {
    await open()
    await expect(page.getByRole('row', { name: /^Memory/ })).toBeVisible()
    center.loseConnection()
    await expect(page.getByText(/Connection lost. Trying again in \d+ s./)).toBeVisible()
    await expect(page.getByRole('row', { name: /^Memory/ })).toBeVisible()
    center.serviceFails('thinking')
    center.comeBack()
    await expect(page.getByText('Reconnected.')).toBeVisible({ timeout: 15_000 })
    await expect(page.getByText('Thinking keeps failing and was given a rest.')).toBeVisible()
    center.serviceRecovers('thinking')
    await expect(page.getByText('Thinking keeps failing and was given a rest.')).toHaveCount(0)
    await expect(page.getByText('Reconnected.')).toHaveCount(0, { timeout: 6_000 })
  })

  test('can be tried at once; a log goes on without doubled lines', async ({ page, open, center }) => {
    center.logBurst('memory', 120)
    await open('#/services/memory?tab=logs')
    await expect(page.getByText('120 lines')).toBeVisible()
    center.loseConnection()
    const tryNow = page.getByRole('button', { name: 'Try now' })
    await expect(tryNow).toBeVisible()
    center.comeBack()
    await tryNow.click({ timeout: 3_000 }).catch(() => undefined)
    await expect(tryNow).toHaveCount(0)
    center.logBurst('memory', 5)
    await expect(page.getByText('125 lines')).toBeVisible()
  })
})

test.describe('signed out', () => {
  test.use({ expectedComplaints: /401|WebSocket connection to/ })

  test('explains how to sign in, shows the public status, and comes back', async ({ page, open, center }) => {
    center.signOut()
    center.serviceFails('thinking')
    await open()
    await expect(page.getByRole('heading', { name: 'Sign in to OmniMind' })).toBeVisible()
    await expect(page.getByText('npx omnimind open')).toBeVisible()
    const status = page.getByRole('region', { name: 'Status' })
    await expect(status.getByRole('listitem').filter({ hasText: 'Thinking' })).toContainText('Failed')
    center.signIn()
    await page.getByRole('button', { name: 'I have signed in' }).click()
    await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible()
  })

  test('a sign-in that ends while the page is open leads there too', async ({ page, open, center }) => {
    await open()
    await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible()
    center.signOut()
    await expect(page.getByRole('heading', { name: 'Sign in to OmniMind' })).toBeVisible()
  })
})

test('slow answers keep the layout still', async ({ page, open, center }) => {
  center.hold()
  await open()
  await expect(page.locator('[aria-busy="true"]').first()).toBeVisible()
  const before = await page.getByRole('heading', { name: 'Throughput, last 15 minutes' }).boundingBox()
  center.release()
  await expect(page.getByRole('figure', { name: /Throughput/ })).toBeVisible()
  const after = await page.getByRole('heading', { name: 'Throughput, last 15 minutes' }).boundingBox()
  expect(before?.x).toBe(after?.x)
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0)
})

test('a failed question says why and can be asked again', async ({ page, open, center }) => {
  center.refuse('services.history')
  await open('#/services/memory?tab=history')
  const alert = page.getByRole('alert')
  await expect(alert).toContainText('The database could not be read.')
  await alert.getByText('Details', { exact: true }).click()
  await expect(alert).toContainText('SQLITE_FULL')
  center.accept('services.history')
  await alert.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByText('Nothing has happened yet')).toBeVisible()
})
