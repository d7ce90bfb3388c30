import { expect, test } from './center-test'

test('says how the gateway stands, who uses it, and copies an address', async ({ page, open, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await open('#/gateway')
  await expect(page.getByRole('main').getByRole('status')).toHaveText(
    '3 clients are connected. Every circuit is closed and nothing waits.',
  )
  const addresses = page.getByRole('table', { name: 'Addresses' })
  await expect(addresses.getByRole('row', { name: /^All services/ })).toContainText(/7\s*\d+ tokens/)
  await addresses.getByRole('button', { name: 'Copy address of All services' }).click()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('http://127.0.0.1:4320/mcp')
  const clients = page.getByRole('table', { name: 'Clients' })
  await expect(clients.getByRole('row', { name: /cursor 3\.2/ })).toContainText('stateless')
})

test('an open circuit stands first everywhere and is closed by hand', async ({ page, open, center }) => {
  await open()
  center.circuitOpens('thinking', 60_000)
  const trouble = page.getByRole('region', { name: 'What needs attention' })
  await expect(trouble).toContainText('The circuit of Thinking is open: calls to it fail at once.')
  await page.keyboard.press('Alt+3')
  await expect(page.getByRole('heading', { name: 'Gateway' })).toBeFocused()
  const row = page.getByRole('table', { name: 'Limits and circuits' }).getByRole('row').nth(1)
  await expect(row).toContainText('Open')
  await expect(row).toContainText('84 circuit open')
  await row.getByRole('button', { name: 'Close the circuit of Thinking now' }).press('Enter')
  await expect(page.getByRole('main').getByRole('status')).toContainText('Every circuit is closed')
  expect(center.state.gateway.guardsOf('thinking').circuit.kind).toBe('closed')
})

test('the cache of one service is cleared', async ({ page, open, center }) => {
  await open('#/gateway')
  await page.getByRole('button', { name: 'Clear the cache of Memory' }).click()
  await expect(page.getByText('The cached answers of Memory are forgotten.')).toBeVisible()
  expect(center.state.gateway.guardsOf('memory').cache.entries).toBe(0)
  expect(center.state.gateway.guardsOf('thinking').cache.entries).toBeGreaterThan(0)
})

test('limits: checked as typed, kept on Save, reset to the defaults', async ({ page, open, center }) => {
  await open('#/gateway?tab=limits')
  const perMinute = page.getByLabel('Calls a minute', { exact: true })
  await expect(perMinute).toHaveValue('6,000 calls')
  await perMinute.fill('0')
  await expect(page.getByText('At least 1.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Save' })).toBeDisabled()
  await perMinute.fill('1200')
  await page.getByRole('combobox', { name: 'Another limit for one service' }).click()
  await page.getByRole('option', { name: 'Memory' }).click()
  await page.getByLabel('Calls at once of Memory').fill('5')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('The limits count from now on.')).toBeVisible()
  expect(center.state.gateway.limits.rate.perMinute).toBe(1_200)
  expect(center.state.gateway.limits.rateByService['memory']).toEqual({ perMinute: 1_200, burst: 5 })
  await page.getByRole('button', { name: 'Reset to defaults' }).click()
  await expect(page.getByLabel('Calls at once of Memory')).toHaveCount(0)
  await page.getByRole('button', { name: 'Save' }).click()
  await expect.poll(() => center.state.gateway.limits.rate.perMinute).toBe(6_000)
})

test('limits: a service that comes with a rate of its own shows it, and it can be changed', async ({
  page,
  open,
  center,
}) => {
  await open('#/gateway?tab=limits')
  await expect(page.getByText('1,200 a minute, 200 at once')).toBeVisible()
  await page.getByRole('button', { name: 'Change the limits of Filesystem' }).click()
  await page.getByLabel('Calls a minute of Filesystem').fill('60')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('The limits count from now on.')).toBeVisible()
  expect(center.state.gateway.limits.rateByService['filesystem']).toEqual({ perMinute: 60, burst: 200 })
})

test('limits: changing those of a service begins with what holds of it, also where a stricter one of all does', async ({
  page,
  open,
  center,
}) => {
  await open('#/gateway?tab=limits')
  await expect(page.getByText('1,200 a minute, 200 at once')).toBeVisible()
  await page.getByLabel('Calls a minute', { exact: true }).fill('90')
  await expect(page.getByText('90 a minute, 200 at once')).toBeVisible()
  await page.getByRole('button', { name: 'Change the limits of Filesystem' }).click()
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('The limits count from now on.')).toBeVisible()
  expect(center.state.gateway.limits.rateByService['filesystem']).toEqual({ perMinute: 90, burst: 200 })
})

test('a token is made for one project, shown once, and revoked after asking', async ({
  page,
  open,
  center,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await open('#/gateway?tab=tokens&new=token')
  const dialog = page.getByRole('dialog', { name: 'New access token' })
  await expect(dialog.getByLabel('Name', { exact: true })).toBeFocused()
  await page.keyboard.type('Laptop')
  await dialog.getByRole('combobox', { name: 'Services' }).click()
  await page.getByRole('option', { name: 'Memory' }).click()
  await page.keyboard.press('Escape')
  await dialog.getByRole('switch', { name: 'Read only' }).press('Space')
  await dialog.getByRole('button', { name: 'Make token' }).click()
  const made = page.getByRole('dialog', { name: 'Token for Laptop' })
  await made.getByRole('button', { name: 'Copy configuration' }).click()
  const copied = await page.evaluate(() => navigator.clipboard.readText())
  expect(JSON.parse(copied).mcpServers.memory).toEqual({
    type: 'http',
    url: 'http://127.0.0.1:4321/mcp',
    headers: { Authorization: 'Bearer omt_tok_2_8d21f60c5b7e4a93' },
  })
  await made.getByRole('button', { name: 'Done' }).click()
  await expect(page.getByText('omt_tok_2')).toHaveCount(0)
  const row = page.getByRole('row', { name: /^Laptop/ })
  await expect(row).toContainText('Reads only, of Memory')
  expect(center.state.gateway.tokens.at(-1)).toMatchObject({
    scope: { services: ['memory'], readOnly: true },
  })
  await row.getByRole('button', { name: 'Revoke Laptop' }).click()
  await page.getByRole('dialog', { name: 'Revoke Laptop?' }).getByRole('button', { name: 'Revoke' }).click()
  await expect(row).toContainText('Revoked')
})

test('a profile: some services, a tool off, one renamed, and its address known before it is saved', async ({
  page,
  open,
  center,
}) => {
  await open('#/gateway/new-profile')
  await page.getByLabel('Title').fill('Website project')
  await expect(page.getByLabel('Id')).toHaveValue('website-project')
  await expect(page.getByText('http://127.0.0.1:4320/mcp/website-project')).toBeVisible()
  await page.getByRole('switch', { name: 'Every service, also those added later' }).press('Space')
  await page.getByRole('button', { name: 'Take Thinking out' }).click()
  await page.getByRole('button', { name: 'Take Filesystem out' }).click()
  await page.getByRole('button', { name: 'Move Context up' }).click()
  const table = page.getByRole('table', { name: 'Tools of the profile' })
  await expect(table.getByRole('row').nth(1)).toContainText('context__count_tokens')
  await table.getByRole('checkbox', { name: 'delete_entities of memory' }).press('Space')
  const search = table.getByRole('row', { name: /memory__search_nodes/ })
  await search.focus()
  await page.keyboard.press('Enter')
  const drawer = page.getByRole('dialog', { name: 'Tool in this profile' })
  await drawer.getByRole('textbox', { name: 'Name' }).fill('wait here')
  await expect(drawer.getByText('Letters, digits, dot, dash and underscore.')).toBeVisible()
  await drawer.getByRole('textbox', { name: 'Name' }).fill('context__wait')
  await expect(drawer.getByText('Another tool of this profile has this name.')).toBeVisible()
  await drawer.getByRole('textbox', { name: 'Name' }).fill('find')
  await drawer.getByLabel('Description', { exact: true }).fill('Finds things.')
  await drawer.getByRole('button', { name: 'Done' }).click()
  await expect(page.getByText(/^5\s*tools$/)).toBeVisible()
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('heading', { name: 'Website project' })).toBeVisible()
  expect(center.state.gateway.profiles.at(-1)).toEqual({
    id: 'website-project',
    title: 'Website project',
    services: ['context', 'memory'],
    tools: {
      'memory/delete_entities': { enabled: false },
      'memory/search_nodes': { name: 'find', description: 'Finds things.' },
    },
    naming: 'prefixed',
    search: 'off',
  })
})

test('a profile is removed and brought back', async ({ page, open, center }) => {
  const web = {
    id: 'web',
    title: 'Web',
    services: ['memory'],
    tools: {},
    naming: 'auto',
    search: 'off',
  } as const
  center.state.gateway.profiles.push({ ...web, services: [...web.services] })
  await open('#/gateway/profiles/web')
  await page.getByRole('button', { name: 'Remove' }).click()
  await expect(page.getByRole('row', { name: /^All services/ })).toBeVisible()
  await expect(page.getByRole('row', { name: /^Web/ })).toHaveCount(0)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByRole('heading', { name: 'Web' })).toBeVisible()
  expect(center.state.gateway.profiles.map(({ id }) => id)).toEqual(['default', 'web'])
})

test('without services and clients it teaches the first step', async ({ page, open, center }) => {
  center.empty()
  await open('#/gateway')
  await expect(page.getByText('No client has connected yet.', { exact: false })).toBeVisible()
  await page.getByRole('button', { name: 'Connect a client' }).click()
  await expect(page.getByRole('heading', { name: 'Connect' })).toBeVisible()
})
