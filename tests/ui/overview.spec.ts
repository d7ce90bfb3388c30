import { expect, test } from './center-test'

test('says the whole state in words and nothing more while all is well', async ({ page, open }) => {
  await open()
  await expect(page.getByRole('banner').getByRole('status')).toHaveText('3 services ready, 1 asleep')
  await expect(page.getByRole('region', { name: 'What needs attention' })).toHaveCount(0)
})

test('puts what is wrong first, with the one next step', async ({ page, open, center }) => {
  await open()
  center.serviceFails('thinking')
  const trouble = page.getByRole('region', { name: 'What needs attention' })
  await expect(trouble).toContainText('Thinking keeps failing and was given a rest.')
  await expect(page.getByRole('banner').getByRole('status')).toHaveText(
    '2 services ready, 1 asleep, 1 needs you',
  )
  await trouble.getByRole('button', { name: 'Start again' }).click()
  await expect(trouble).toHaveCount(0)
  expect(center.state.service('thinking')?.state.kind).toBe('ready')
})

test('a held port: names the program, and moves the service to a free port', async ({
  page,
  open,
  center,
}) => {
  center.portIsHeld('memory', '/usr/bin/python3 -m http.server', 123)
  await open()
  const trouble = page.getByRole('region', { name: 'What needs attention' })
  await expect(trouble).toContainText('Memory cannot start: port 4321 is held by python3 (pid 123).')
  await trouble.getByRole('button', { name: 'Use a free port' }).click()
  await expect(trouble).toHaveCount(0)
  await expect(page.getByText('Memory is on port 51873 now.', { exact: false })).toBeVisible()
  await page.getByRole('link', { name: 'Connect', exact: true }).click()
  await expect(page.getByRole('note')).toContainText('Memory was moved to another port')
})

test('a held port: checks again, and stops the program only after asking', async ({ page, open, center }) => {
  center.portIsHeld('memory', 'python3 -m http.server', 123)
  await open()
  const trouble = page.getByRole('region', { name: 'What needs attention' })
  await trouble.getByRole('button', { name: 'Check again' }).click()
  await expect(page.getByText('Port 4321 is still taken.')).toBeVisible()
  await trouble.getByRole('button', { name: 'Stop python3 (pid 123)' }).click()
  const dialog = page.getByRole('dialog', { name: 'Stop python3 (pid 123)?' })
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  expect(center.state.service('memory')?.state.kind).toBe('blocked')
  await trouble.getByRole('button', { name: 'Stop python3 (pid 123)' }).click()
  await dialog.getByRole('button', { name: 'Stop it' }).click()
  await expect(trouble).toHaveCount(0)
  expect(center.state.service('memory')?.state.kind).toBe('ready')
})

test('stops everything only after asking, and starts everything at once', async ({ page, open, center }) => {
  await open()
  await page.getByRole('button', { name: 'Stop all' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Stop all' }).click()
  await expect(page.getByRole('banner').getByRole('status')).toHaveText('0 services ready, 4 stopped')
  await page.getByRole('button', { name: 'Start all' }).click()
  await expect(page.getByRole('banner').getByRole('status')).toHaveText('All 4 services ready')
  expect(center.state.services.every((service) => service.state.kind === 'ready')).toBe(true)
})

test('a crash is told as it happens', async ({ page, open, center }) => {
  await open()
  center.serviceCrashes('memory')
  await expect(page.getByText(/Memory ended unexpectedly and restarts in/)).toBeVisible()
  center.serviceRecovers('memory')
  await expect(page.getByText(/Memory ended unexpectedly/)).toHaveCount(0)
})

test('live figures move with the traffic', async ({ page, open, center }) => {
  await open()
  await expect(page.getByRole('row', { name: /^Memory/ })).toBeVisible()
  await expect(async () => {
    center.pulse(120, 3)
    await expect(page.getByText('120/s', { exact: true })).toBeVisible({ timeout: 500 })
  }).toPass()
  await expect(page.getByRole('row', { name: /^Memory/ })).toContainText('60/s')
})

test('a failed command says what happened and what to do', async ({ page, open, center }) => {
  center.refuse('services.restart')
  await open()
  await page.getByRole('button', { name: 'Restart Memory' }).click()
  const alert = page.getByRole('alert')
  await expect(alert).toContainText('Memory could not be restarted')
  await expect(alert).toContainText('Check that the disk is not full')
})

test('without services it teaches instead of showing an empty table', async ({ page, open, center }) => {
  center.empty()
  await open()
  await expect(page.getByText('No services yet').last()).toBeVisible()
  await expect(page.getByText('Nothing measured in this time')).toBeVisible()
})
