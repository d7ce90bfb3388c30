import { expect, test } from './center-test'

test('calls a tool from a form made of its schema', async ({ page, open }) => {
  await open('#/services/memory?tab=tools&tool=search_nodes')
  await expect(page.getByLabel('limit')).toHaveValue('20')
  await page.getByRole('button', { name: 'Call tool' }).click()
  await expect(page.getByText('This is required.')).toBeVisible()
  await page.getByLabel('query').fill('omnimind')
  await page.getByLabel('limit').fill('500')
  await page.getByRole('button', { name: 'Call tool' }).click()
  await expect(page.getByText('At most 100.')).toBeVisible()
  await page.getByLabel('limit').fill('5')
  await page.getByRole('button', { name: 'Call tool' }).click()
  await expect(page.getByText('"found by omnimind"')).toHaveCount(1)
})

test('nested lists and objects are filled in, and seen as JSON', async ({ page, open }) => {
  await open('#/services/memory?tab=tools&tool=create_entities')
  await page.getByLabel('name').fill('Ada')
  await page.getByLabel('entityType').fill('person')
  await page.getByRole('button', { name: 'Add to observations' }).click()
  await page.getByRole('textbox', { name: 'observations 1' }).fill('wrote the first program')
  await page.getByText('JSON', { exact: true }).click()
  const json = page.getByLabel('Arguments as JSON')
  expect(JSON.parse(await json.inputValue())).toEqual({
    entities: [{ name: 'Ada', entityType: 'person', observations: ['wrote the first program'] }],
  })
  await json.fill('{ broken')
  await expect(page.getByText('Not valid JSON', { exact: false })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Call tool' })).toBeDisabled()
  await json.fill('{"entities":[]}')
  await page.getByRole('button', { name: 'Call tool' }).click()
  await expect(page.getByText('create_entities was called with {"entities":[]}')).toBeVisible()
})

test('an error of the tool is shown as one', async ({ page, open }) => {
  await open('#/services/memory?tab=tools&tool=delete_entities')
  await page.getByRole('button', { name: 'Add to entityNames' }).click()
  await page.getByRole('textbox', { name: 'entityNames 1' }).fill('nobody')
  await page.getByRole('button', { name: 'Call tool' }).click()
  await expect(page.getByText('The tool reported an error')).toBeVisible()
})

test('a long call shows its time and can be cancelled', async ({ page, open }) => {
  await open('#/services/context?tab=tools&tool=wait')
  await page.getByRole('button', { name: 'Call tool' }).click()
  await expect(page.getByText(/Running for 1\.\d s/)).toBeVisible()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByText('Cancelled.', { exact: false })).toBeVisible()
})

test('a stopped service is started from its tools', async ({ page, open }) => {
  await open('#/services/filesystem?tab=tools')
  await expect(page.getByText('Filesystem is not running')).toBeVisible()
})

test('a profile: a prompt from its form, and the raw exchange with times and headers', async ({
  page,
  open,
}) => {
  await open('#/playground')
  await page.getByRole('link', { name: 'summarise' }).click()
  await page.getByRole('button', { name: 'Get prompt' }).click()
  await expect(page.getByText('This is required.')).toBeVisible()
  await page.getByLabel('entity').fill('Ada')
  await page.getByRole('button', { name: 'Get prompt' }).click()
  await expect(page.getByText('"Summarise Ada."')).toBeVisible()
  await page.getByText('Raw exchange (4)').click()
  const messages = page.getByRole('list', { name: 'Messages' }).getByRole('listitem')
  await expect(messages).toHaveCount(4)
  await expect(messages.nth(2)).toContainText('prompts/get')
  await expect(messages.nth(3)).toContainText('HTTP 200')
  await messages.nth(2).getByText('2 headers').click()
  await expect(messages.nth(2)).toContainText('Bearer omt_…')
})

test('a resource is read, also from a template', async ({ page, open }) => {
  await open('#/playground/memory')
  await page.getByRole('link', { name: 'The whole graph' }).click()
  await page.getByRole('button', { name: 'Read resource' }).click()
  await expect(page.getByText('"relations"')).toBeVisible()
  await page.getByRole('link', { name: 'One entity' }).click()
  await page.getByRole('textbox', { name: 'name' }).fill('Ada Lovelace')
  await page.getByRole('button', { name: 'Read resource' }).click()
  await expect(page.getByText('memory://entity/Ada%20Lovelace', { exact: false })).toBeVisible()
})

test('a request is saved, opened again as it was filled in, and removed', async ({ page, open, center }) => {
  await open('#/playground/memory?tool=search_nodes')
  await page.getByLabel('query').fill('omnimind')
  await page.getByRole('button', { name: 'Save…' }).click()
  await page.getByLabel('Title').fill('Find ourselves')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('link', { name: 'Find ourselves' })).toBeVisible()
  expect(center.state.saved[0]?.request).toMatchObject({ kind: 'tool', arguments: { query: 'omnimind' } })
  await page.getByRole('link', { name: 'read_graph' }).click()
  await page.getByRole('link', { name: 'Find ourselves' }).click()
  await expect(page.getByLabel('query')).toHaveValue('omnimind')
  await page.reload()
  await expect(page.getByLabel('query')).toHaveValue('omnimind')
  await page.getByRole('button', { name: 'Remove saved request Find ourselves' }).click()
  await expect(page.getByRole('link', { name: 'Find ourselves' })).toHaveCount(0)
})
