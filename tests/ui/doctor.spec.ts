import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, test } from './center-test'

const drawer = (page: Page) => page.getByRole('dialog', { name: /What is wrong with/ })
const sentence = (page: Page) => drawer(page).getByRole('region', { name: 'Finding' })

test('a service that failed is examined from the overview: cause, next step, every check', async ({
  page,
  open,
  center,
}) => {
  center.serviceFails('thinking')
  await open()
  await page.getByRole('button', { name: 'What is wrong with Thinking?' }).click()
  await expect(sentence(page)).toContainText('Problem')
  await expect(sentence(page).getByRole('heading')).toHaveText(/Thinking keeps failing and rests/)
  await expect(sentence(page)).toContainText('Next step: Read the last lines of its log.')
  const checks = drawer(page).getByRole('list', { name: 'Checks' }).getByRole('listitem')
  await expect(checks).toHaveCount(2)
  await expect(checks.first()).toContainText('OMD-602 SERVICE_FAILED')
  await expect(checks.first()).toContainText('database disk image is malformed')
  await expect(checks.last()).toContainText('Skipped')
  await expect(checks.last()).toContainText('It answers the greeting · Protocol revisions')
  await drawer(page).getByRole('button', { name: 'Open the log of Thinking' }).click()
  await expect(drawer(page)).toBeHidden()
  await expect(page).toHaveURL(/services\/thinking\?tab=logs$/)
})

test('one that was stopped is started by the button of the next step, and examined again', async ({
  page,
  open,
  center,
}) => {
  center.state.halt('thinking')
  await open('#/services/thinking?examine=thinking')
  await expect(sentence(page).getByRole('heading')).toHaveText('Thinking was stopped by a person.')
  const check = drawer(page).getByRole('list', { name: 'Checks' }).getByRole('listitem').first()
  await expect(check).toContainText('Somebody stopped the service, so it is not examined')
  await sentence(page).getByRole('button', { name: 'Start Thinking' }).click()
  await expect(sentence(page).getByRole('heading')).toHaveText(/^Nothing is wrong/)
  await expect(sentence(page).getByRole('button')).toHaveCount(0)
})

test('one with wrong settings leads to them', async ({ page, open, center }) => {
  const problem = { code: 'CONFIG_INVALID', message: 'A folder does not exist.' } as const
  center.state.setState('thinking', { kind: 'blocked', at: 0, block: { kind: 'configuration', problem } })
  await open('#/services/thinking?examine=thinking')
  await sentence(page).getByRole('button', { name: 'Open settings' }).click()
  await expect(drawer(page)).toBeHidden()
  await expect(page).toHaveURL(/services\/thinking\?tab=settings$/)
})

test('one that works is told to, with what was measured, and can be taken along as Markdown', async ({
  page,
  open,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await open('#/services/memory')
  await page.getByRole('button', { name: 'What is wrong with Memory?' }).click()
  await expect(sentence(page).getByRole('heading')).toHaveText(
    'Nothing is wrong: 11 tools, answers in 1.1 ms.',
  )
  await expect(drawer(page).getByText('about 1,240 tokens')).toBeVisible()
  await drawer(page).getByRole('button', { name: 'Copy as Markdown' }).click()
  await expect(drawer(page).getByRole('button', { name: 'Copied' })).toBeVisible()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/^# ● OK: Memory\n/)
})

test('it tells how far it is, can be ended and begun again', async ({ page, open, center }) => {
  center.state.doctor.hold()
  await open('#/services/memory?examine=memory')
  await expect(drawer(page).getByText('Step 3 of 7')).toBeVisible()
  await expect(drawer(page).getByRole('status')).toHaveText('Protocol revisions')
  await expect(drawer(page).getByRole('progressbar')).toBeVisible()
  await drawer(page).getByRole('button', { name: 'Cancel' }).click()
  await expect(drawer(page).getByText('You ended the examination.')).toBeVisible()
  await expect.poll(() => center.state.doctor.cancelled).toBe(1)
  center.state.doctor.release()
  await drawer(page).getByRole('button', { name: 'Examine again' }).click()
  await expect(drawer(page).getByRole('status')).toHaveText(/^Nothing is wrong/)
})

test('by keyboard: opened, closed with Escape, which ends it, and the focus is back', async ({
  page,
  open,
  center,
}) => {
  center.state.doctor.hold()
  await open('#/services/memory')
  const button = page.getByRole('button', { name: 'What is wrong with Memory?' })
  await button.focus()
  await page.keyboard.press('Enter')
  await expect(drawer(page).getByText('Step 3 of 7')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(drawer(page)).toBeHidden()
  await expect(button).toBeFocused()
  await expect.poll(() => center.state.doctor.cancelled).toBe(1)
})

test('a doctor that cannot examine says why, and can be asked again', async ({ page, open, center }) => {
  center.refuse('doctor.examine')
  await open('#/services/memory?examine=memory')
  await expect(drawer(page).getByRole('alert')).toContainText('The database could not be read.')
  center.accept('doctor.examine')
  await drawer(page).getByRole('button', { name: 'Examine again' }).click()
  await expect(sentence(page)).toContainText('OK')
})

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`${colorScheme} scheme`, () => {
    test.use({ colorScheme })

    test('axe finds nothing serious while it runs', async ({ page, open, center }) => {
      center.state.doctor.hold()
      await open('#/services/memory?examine=memory')
      await expect(drawer(page).getByText('Step 3 of 7')).toBeVisible()
      expect(await seriousViolations(page)).toEqual([])
    })

    test('axe finds nothing serious in bad news', async ({ page, open, center }) => {
      center.serviceFails('thinking')
      await open('#/services/thinking?examine=thinking')
      await expect(sentence(page)).toContainText('Problem')
      expect(await seriousViolations(page)).toEqual([])
    })
  })
}

async function seriousViolations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(' | ')}`)
}
