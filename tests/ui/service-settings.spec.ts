import type { Page } from '@playwright/test'
import { settingsOf } from '../support/fake-center/setting-fixtures'
import { expect, test } from './center-test'

const path = '#/services/memory?tab=settings'
const folder = (page: Page, n: number) => page.getByRole('textbox', { name: `Folders, folder ${n}` })
const save = (page: Page) => page.getByRole('button', { name: 'Save', exact: true })

test('a folder: written at once, only with its full path, and an empty line is no change', async ({
  page,
  open,
  center,
}) => {
  await open(path)
  await expect(save(page)).toBeDisabled()
  await expect(page.getByText(/^(Saved|Not saved yet)\.$/)).toHaveCount(0)
  await page.getByRole('button', { name: 'Add folder' }).click()
  await expect(folder(page, 1)).toBeFocused()
  await expect(save(page)).toBeDisabled()
  await page.keyboard.type('projects')
  await expect(page.getByText('Write the full path.')).toBeVisible()
  await expect(save(page)).toBeDisabled()
  for (const full of ['~/projects', '~', 'C:\\projects', '/home/ada/projects']) {
    await folder(page, 1).fill(full)
    await expect(page.getByText('Write the full path.')).toHaveCount(0)
    await expect(save(page)).toBeEnabled()
  }
  await page.getByRole('button', { name: 'Add folder' }).click()
  await expect(folder(page, 2)).toBeFocused()
  await page.getByRole('button', { name: 'Remove folder 2 of Folders' }).click()
  await expect(page.getByRole('button', { name: 'Add folder' })).toBeFocused()
  await save(page).click()
  await expect(save(page)).toBeDisabled()
  expect(center.state.serviceSettings.get('memory')?.values['folders']).toEqual(['/home/ada/projects'])
})

test('an empty line that was added can be undone', async ({ page, open }) => {
  await open(path)
  const undo = page.getByRole('button', { name: 'Undo' })
  await expect(undo).toBeDisabled()
  await page.getByRole('button', { name: 'Add folder' }).click()
  await undo.click()
  await expect(folder(page, 1)).toHaveCount(0)
  await expect(undo).toBeDisabled()
})

test('a folder that is not there is told beside it, until it is another', async ({ page, open, center }) => {
  center.state.missingFolders.add('/mnt/usb')
  await open(path)
  await page.getByRole('button', { name: 'Add folder' }).click()
  await page.keyboard.type('/mnt/usb')
  await save(page).click()
  await expect(page.getByText('There is no such folder.')).toBeVisible()
  await expect(folder(page, 1)).toHaveAccessibleDescription('There is no such folder.')
  await folder(page, 1).fill('/mnt/other')
  await expect(page.getByText('There is no such folder.')).toHaveCount(0)
})

test('saving keeps what was changed elsewhere since the page was opened', async ({ page, open, center }) => {
  await open(path)
  await page.getByLabel('Label').fill('mine')
  await page.getByLabel('Label').fill('')
  await page.getByLabel('Label').fill('mine')
  const seen = settingsOf(center.state, 'memory')
  center.state.serviceSettings.set('memory', {
    ...seen,
    mode: 'on-demand',
    values: { ...seen.values, maxResults: 55 },
  })
  await save(page).click()
  await expect(page.getByLabel('Most results')).toHaveValue('55 entries')
  expect(center.state.serviceSettings.get('memory')).toMatchObject({
    mode: 'on-demand',
    values: { maxResults: 55, label: 'mine' },
  })
})

test('a blocked service: no button leads to the tab that is open, and none stands there twice', async ({
  page,
  open,
  center,
}) => {
  const problem = { code: 'CONFIG_INVALID', message: 'No key.', nextStep: 'Choose one.' } as const
  center.state.setState('memory', {
    kind: 'blocked',
    at: Date.now(),
    block: { kind: 'configuration', problem },
  })
  await open('#/services/memory')
  await expect(page.getByRole('button', { name: 'Try again' })).toHaveCount(1)
  await page.getByRole('button', { name: 'Open settings' }).click()
  await expect(page.getByRole('tab', { name: 'Settings', selected: true })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Open settings' })).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'Try again' })).toHaveCount(1)
  await page.getByRole('tab', { name: /^Tools/ }).click()
  await expect(page.getByText('Memory is not running')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Try again' })).toHaveCount(1)
  await expect(page.getByRole('button', { name: 'Stop' })).toHaveCount(1)
})

test('a value that was measured once is drawn', async ({ page, open, center }) => {
  center.state.measured = 'once'
  await open('#/services/memory')
  const chart = page.getByRole('figure', { name: /^Latency/ })
  await expect(chart.locator('circle')).toHaveCount(3)
  center.state.measured = 'all'
  await page.reload()
  await expect(chart.locator('path.recharts-line-curve').first()).toBeVisible()
  await expect(chart.locator('circle')).toHaveCount(0)
})
