import type { Locator, Page } from '@playwright/test'
import { expect, test } from './center-test'

const PASTE = /Paste a command/

/** Opens "Add a server" and takes it past its first question. */
async function paste(page: Page, open: (address: string) => Promise<void>, text: string): Promise<Locator> {
  await open('#/services?add=server')
  const dialog = page.getByRole('dialog', { name: 'Add a server' })
  await dialog.getByRole('textbox', { name: PASTE }).fill(text)
  await dialog.getByRole('button', { name: 'Continue' }).click()
  return dialog
}

test('a pasted command becomes a server, with a secret set on the way', async ({ page, open, center }) => {
  await open('#/services')
  await page.getByRole('button', { name: 'Add server' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add a server' })
  await dialog.getByRole('textbox', { name: PASTE }).fill('npx -y @acme/server-notes --flag')
  await expect(dialog.getByText('A command.')).toBeVisible()
  await dialog.getByRole('button', { name: 'Continue' }).click()
  await expect(dialog.getByLabel('Command', { exact: true })).toHaveValue('npx')
  await expect(dialog.getByText('/usr/local/bin/npx')).toBeVisible()
  await expect(dialog.getByText('It runs in a PID namespace', { exact: false })).toBeVisible()
  await expect(dialog.getByRole('textbox', { name: 'Argument 2' })).toHaveValue('@acme/server-notes')
  await expect(dialog.getByLabel('Id')).toHaveValue('notes')
  await dialog.getByRole('button', { name: 'Add variable' }).click()
  await dialog.getByLabel('Name of variable 1').fill('API_KEY')
  await dialog.getByRole('button', { name: 'Use a secret in Value of API_KEY' }).click()
  await page.getByRole('menuitem', { name: 'New secret…' }).click()
  const secret = page.getByRole('dialog', { name: 'New secret' })
  await secret.getByLabel('Name').fill('NOTES_KEY')
  await secret.getByLabel('Value', { exact: true }).fill('s3cret')
  await secret.getByRole('button', { name: 'Set and use' }).click()
  await expect(dialog.getByRole('textbox', { name: 'Value of API_KEY' })).toHaveValue('${secret:NOTES_KEY}')
  await dialog.getByRole('button', { name: 'Add server' }).click()
  await expect(page.getByRole('heading', { name: 'Notes' })).toBeVisible()
  expect(center.state.servers).toHaveLength(1)
  expect(center.state.servers[0]).toMatchObject({
    id: 'notes',
    transport: {
      kind: 'stdio',
      command: 'npx',
      args: ['-y', '@acme/server-notes', '--flag'],
      env: { API_KEY: '${secret:NOTES_KEY}' },
      sharing: 'shared',
    },
  })
  expect(center.state.secrets.has('NOTES_KEY')).toBe(true)
})

test('a command that is not there, and an id that is taken, are said before anything is added', async ({
  page,
  open,
  center,
}) => {
  const dialog = await paste(page, open, 'nonsuch --stdio')
  await expect(dialog.getByText('There is no program “nonsuch”', { exact: false })).toBeVisible()
  await dialog.getByLabel('Id').fill('memory')
  await dialog.getByRole('button', { name: 'Add server' }).click()
  await expect(dialog.getByText('A service or profile has this id already.')).toBeVisible()
  expect(center.state.servers).toEqual([])
})

test("a client's configuration is read, and only what is chosen is added", async ({ page, open, center }) => {
  const config = {
    mcpServers: {
      files: { command: 'npx', args: ['-y', 'server-files', '/tmp'] },
      linear: { url: 'https://mcp.linear.example/mcp' },
      memory: { command: 'npx', args: ['server-memory'] },
      broken: {},
    },
  }
  const dialog = await paste(page, open, JSON.stringify(config))
  await expect(dialog.getByText('“broken” has neither a command nor a url.')).toBeVisible()
  await expect(dialog.getByRole('checkbox', { name: 'memory' })).toBeDisabled()
  await dialog.getByRole('checkbox', { name: 'files' }).uncheck()
  await dialog.getByRole('button', { name: 'Add 1 server' }).click()
  await expect(dialog).toHaveCount(0)
  expect(center.state.servers.map(({ id }) => id)).toEqual(['linear'])
})

test('what would be given a stored secret is added only when somebody ticks it', async ({
  page,
  open,
  center,
}) => {
  const config = {
    mcpServers: {
      plain: { command: 'npx', args: ['one'] },
      constructor: { command: 'npx', args: ['two'], env: { KEY: '${secret:bank}' } },
    },
  }
  const dialog = await paste(page, open, JSON.stringify(config))
  await expect(dialog.getByText('It would get your bank.', { exact: false })).toBeVisible()
  await expect(dialog.getByRole('checkbox', { name: 'constructor' })).not.toBeChecked()
  await expect(dialog.getByRole('button', { name: 'Add 1 server' })).toBeVisible()
  await dialog.getByRole('checkbox', { name: 'constructor' }).check()
  await dialog.getByRole('button', { name: 'Add 2 servers' }).click()
  await expect(dialog).toHaveCount(0)
  expect(center.state.servers.map(({ id }) => id)).toEqual(['plain', 'constructor'])
})

test('what a server does while it starts is told', async ({ page, open, center }) => {
  center.addServers()
  await open('#/services')
  await expect(page.getByRole('row', { name: /^Weather/ })).toContainText(
    'still installing, 23 packages so far',
  )
})

test('a server is changed in place, removed, and brought back whole', async ({ page, open, center }) => {
  center.addServers()
  await open('#/services/tracker?tab=settings')
  await expect(page.getByLabel('Address', { exact: true })).toHaveValue('https://tracker.example/mcp')
  await page.getByLabel('Address', { exact: true }).fill('nonsense')
  await expect(page.getByText('An address that begins with http:// or https://.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Save' })).toBeDisabled()
  await page.getByLabel('Address', { exact: true }).fill('https://tracker.example/v2/mcp')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('Tracker is saved.')).toBeVisible()
  const changed = center.state.servers.find(({ id }) => id === 'tracker')
  expect(changed?.transport).toMatchObject({ url: 'https://tracker.example/v2/mcp' })
  await page.getByRole('button', { name: 'Remove', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'Services' })).toBeVisible()
  await expect(page.getByRole('row', { name: /^Tracker/ })).toHaveCount(0)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByRole('heading', { name: 'Tracker' })).toBeVisible()
  expect(center.state.servers.find(({ id }) => id === 'tracker')).toEqual(changed)
})

test('a server that asks for a sign-in says so first and leads there', async ({
  page,
  open,
  center,
  context,
}) => {
  await context.route('https://tracker.example/**', (route) => route.fulfill({ body: 'Sign in' }))
  center.addServers()
  center.asksForSignIn('tracker')
  await open()
  const trouble = page.getByRole('region', { name: 'What needs attention' })
  await expect(trouble).toContainText('Tracker waits for you to sign in.')
  const [tab] = await Promise.all([
    context.waitForEvent('page'),
    trouble.getByRole('button', { name: 'Sign in…' }).click(),
  ])
  await expect(tab).toHaveURL(/tracker\.example\/authorize/)
  await expect(trouble.getByRole('link', { name: 'Open the sign-in page' })).toBeVisible()
})

test('the palette reaches what is new, without a mouse', async ({ page, open }) => {
  await open()
  await expect(page.locator('h1')).toBeVisible()
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('dialog')).toBeVisible()
  await page.keyboard.type('add an mcp')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog', { name: 'Add a server' })).toBeVisible()
  await expect(page.getByRole('textbox', { name: PASTE })).toBeFocused()
})
