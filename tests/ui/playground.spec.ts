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
