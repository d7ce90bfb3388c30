import { readQuestion } from '../support/fake-center/consent-fixtures'
import { expect, test } from './center-test'

const dialog = { name: 'Run a program?' } as const

test('a question shows everything it is about, and refusing is what Enter does', async ({
  page,
  open,
  center,
}) => {
  await open()
  const padding = ' '.repeat(500)
  const answer = center.asks('memory', {
    details: [
      { label: 'Argument 1', value: `status${padding}; rm -rf ~\u202e` },
      { label: 'Argument 2', value: '' },
    ],
  })
  const asked = page.getByRole('dialog', dialog)
  await expect(asked).toContainText('claude-code 2.1.329 asks for this by way of Memory.')
  await expect(asked).toContainText('; rm -rf ~')
  await expect(asked.getByText('U+202E', { exact: true })).toBeVisible()
  await expect(asked.getByRole('definition').last()).toHaveText('empty')
  await expect(asked.getByRole('button', { name: 'Refuse' })).toBeFocused()
  await page.keyboard.press('Enter')
  expect(await answer).toEqual({ kind: 'refused' })
  await expect(asked).toHaveCount(0)
})

test('nothing is allowed by a click that was meant for what stood there before', async ({
  page,
  open,
  center,
}) => {
  await open()
  const answer = center.asks('memory')
  const allow = page.getByRole('button', { name: 'Allow once' })
  await expect(allow).toBeDisabled()
  await expect(allow).toBeEnabled()
  await allow.click()
  expect(await answer).toEqual({ kind: 'allowed' })
})

test('a long list is allowed only when its end was seen', async ({ page, open, center }) => {
  await open()
  const details = Array.from({ length: 60 }, (_, n) => ({ label: `Argument ${n}`, value: `harmless ${n}` }))
  const answer = center.asks('memory', { details: [...details, { label: 'Sandbox', value: 'none' }] })
  await expect(page.getByText('Scroll to the end of the list')).toBeVisible()
  const allow = page.getByRole('button', { name: 'Allow once' })
  // Longer than any button stays off at first: what keeps it off now is the list alone.
  await page.waitForTimeout(1_000)
  await expect(allow).toBeDisabled()
  await page.getByText('Sandbox', { exact: true }).scrollIntoViewIfNeeded()
  await page.getByLabel('What would be done').press('End')
  await allow.click()
  expect(await answer).toEqual({ kind: 'allowed' })
})

test('an answer for good is given again, is listed, and can be taken back', async ({
  page,
  open,
  center,
}) => {
  await open('#/security?tab=answers')
  await expect(page.getByText('No lasting answers')).toBeVisible()
  const first = center.asks('memory', readQuestion)
  await expect(page.getByRole('dialog', dialog)).toContainText('“Always” and “never” hold for every client.')
  await page.getByRole('button', { name: 'Always allow exactly this' }).click()
  expect(await first).toEqual({ kind: 'allowed' })
  expect(await center.asks('memory', readQuestion)).toEqual({ kind: 'allowed' })
  const row = page.getByRole('row', { name: /Always allow/ })
  await expect(row).toContainText('Run a program')
  await page.getByRole('button', { name: 'Take back: Run a program' }).click()
  await expect(page.getByText('No lasting answers')).toBeVisible()
  const again = center.asks('memory', readQuestion)
  await page.getByRole('button', { name: 'Never allow this' }).click()
  expect(await again).toEqual({ kind: 'refused' })
  expect(await center.asks('memory', readQuestion)).toEqual({ kind: 'refused' })
})

test('what may run unseen code is allowed for good after a tick in the box that says so', async ({
  page,
  open,
  center,
}) => {
  await open('#/security?tab=answers')
  const first = center.asks('memory')
  const asked = page.getByRole('dialog', dialog)
  const always = asked.getByRole('button', { name: 'Always, whatever it loads' })
  await expect(asked.getByRole('button', { name: 'exactly this' })).toHaveCount(0)
  await expect(asked.getByRole('button', { name: 'Allow once' })).toBeEnabled()
  await expect(always).toBeDisabled()
  const box = asked.getByRole('checkbox', { name: 'Let me say “always” all the same' })
  await expect(box).toHaveAccessibleDescription(/may run code that OmniMind cannot see/)
  await box.focus()
  await page.keyboard.press('Space')
  await expect(always).toHaveAccessibleDescription(/“Always” holds also when those change/)
  // The keyboard's way from the box: never, refuse, always.
  for (let n = 0; n < 3; n++) await page.keyboard.press('Tab')
  await expect(always).toBeFocused()
  await page.keyboard.press('Enter')
  expect(await first).toEqual({ kind: 'allowed' })
  expect(await center.asks('memory')).toEqual({ kind: 'allowed' })
  const row = page.getByRole('row', { name: /Always allow, whatever it loads/ })
  await row.getByText('Run a program').click()
  await expect(row).toContainText('may run code that OmniMind cannot see')
})

test('what cannot be compared is allowed once, or never', async ({ page, open, center }) => {
  await open()
  const answer = center.asks('memory', { lasting: { never: 'k' } })
  const asked = page.getByRole('dialog', dialog)
  await expect(asked).toContainText('“Never” holds for every client.')
  await expect(asked.getByRole('button', { name: /Always/ })).toHaveCount(0)
  await asked.getByRole('button', { name: 'Never allow this' }).click()
  expect(await answer).toEqual({ kind: 'refused' })
  expect(await center.asks('memory', { lasting: { never: 'k' } })).toEqual({ kind: 'refused' })
})

test('several questions come one after the other; one that is put off waits in a line on top', async ({
  page,
  open,
  center,
}) => {
  await open()
  const answers = [center.asks('memory'), center.asks('memory', { title: 'End a process', lasting: {} })]
  await expect(page.getByRole('dialog', dialog)).toContainText('1 more waits behind it.')
  await page.getByRole('button', { name: 'Answer later' }).click()
  const second = page.getByRole('dialog', { name: 'End a process?' })
  await expect(second.getByRole('button', { name: /Always|Never/ })).toHaveCount(0)
  await expect(second).not.toContainText('for every client')
  await second.getByRole('button', { name: 'Refuse' }).click()
  expect(await answers[1]).toEqual({ kind: 'refused' })
  await expect(page.getByText('A client waits for your answer: Run a program.')).toBeVisible()
  await page.getByRole('button', { name: 'Answer', exact: true }).click()
  await page.getByRole('dialog', dialog).getByRole('button', { name: 'Allow once' }).click()
  expect(await answers[0]).toEqual({ kind: 'allowed' })
  await expect(page.getByText('A client waits for your answer')).toHaveCount(0)
})

test('settings: folders are added line by line, a secret is chosen or made', async ({
  page,
  open,
  center,
}) => {
  await open('#/services/memory?tab=settings')
  await page.getByRole('button', { name: 'Add folder' }).click()
  await page.getByRole('textbox', { name: 'Folders, folder 1' }).fill('projects')
  await expect(page.getByText('Write the full path.')).toBeVisible()
  await page.getByRole('textbox', { name: 'Folders, folder 1' }).fill('/home/ada/projects')
  await page.getByRole('button', { name: 'Add folder' }).click()
  await page.getByRole('combobox', { name: 'Key' }).click()
  await page.getByRole('option', { name: 'New secret…' }).click()
  const made = page.getByRole('dialog', { name: 'New secret' })
  await made.getByRole('textbox', { name: 'Name' }).fill('SUPABASE_KEY')
  await made.getByLabel('Value', { exact: true }).fill('very secret')
  await made.getByRole('button', { name: 'Set and use' }).click()
  await expect(page.getByRole('combobox', { name: 'Key' })).toHaveValue('SUPABASE_KEY')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByText('Settings of Memory saved.')).toBeVisible()
  expect(center.state.serviceSettings.get('memory')?.values).toMatchObject({
    folders: ['/home/ada/projects'],
    key: 'SUPABASE_KEY',
  })
})
