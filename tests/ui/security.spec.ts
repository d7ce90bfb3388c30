import { expect, test } from './center-test'

test('tools that wait are counted in the navigation and lead from the overview to the review', async ({
  page,
  open,
  center,
}) => {
  await open()
  center.addServers()
  await expect(page.getByRole('img', { name: '3 wait for review' })).toBeVisible()
  const trouble = page.getByRole('region', { name: 'What needs attention' })
  await expect(trouble).toContainText('3 tools wait for review.')
  await trouble.getByRole('button', { name: 'Review' }).click()
  await expect(page).toHaveURL(/#\/security\?state=waiting$/)
  const rows = page.getByRole('table', { name: 'Tools' }).getByRole('row')
  await expect(rows).toHaveCount(4)
  await expect(rows.nth(1)).toContainText('create_issue')
  await rows.nth(1).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: /create_issue/ })).toBeFocused()
})

test('a change is shown beside what was approved; nothing hides; approving leads to the next', async ({
  page,
  open,
  center,
}) => {
  center.addServers()
  await open('#/security/tracker/create_issue')
  const findings = page.getByRole('list', { name: 'Findings' })
  await expect(findings).toContainText('Instructions to the model')
  await expect(page.getByRole('insertion')).toContainText('read ~/.ssh/id_rsa')
  await expect(page.getByText('U+202E', { exact: true })).toBeVisible()
  await expect(page.getByLabel('Definition, now')).toContainText('"context"')
  await expect(page.getByLabel('Definition, as approved')).not.toContainText('"context"')
  await page.getByText('In one', { exact: true }).click()
  await expect(page).toHaveURL(/view=inline/)
  await page.getByRole('button', { name: 'Approve this change' }).click()
  await expect(page.getByRole('heading', { name: /close_issue/ })).toBeVisible()
  await expect(page.getByRole('img', { name: '2 wait for review' })).toBeVisible()
})

test('a tool that changed meanwhile is not approved', async ({ page, open, center }) => {
  center.addServers()
  await open('#/security/tracker/close_issue')
  await expect(page.getByRole('button', { name: 'Approve' })).toBeVisible()
  center.hold()
  center.state.changeReviews('tracker', (review) =>
    review.tool.name === 'close_issue'
      ? { ...review, tool: { ...review.tool, fingerprint: 'f'.repeat(64) } }
      : review,
  )
  await page.getByRole('button', { name: 'Approve' }).click()
  center.release()
  await expect(page.getByRole('alert')).toContainText('The tool changed while you looked at it.')
  expect(center.state.pending()['tracker']).toBe(2)
})

test('all tools of a server are approved at once after asking, and one is withdrawn', async ({
  page,
  open,
  center,
}) => {
  center.addServers()
  await open('#/security')
  const waiting = page.getByRole('region', { name: 'Waiting for review' })
  await waiting.getByRole('button', { name: 'Approve all…' }).last().click()
  const dialog = page.getByRole('dialog', { name: 'Approve 2 tools of Tracker?' })
  await expect(dialog).toContainText('2 of them have findings')
  await dialog.getByRole('button', { name: 'Approve all' }).click()
  await expect(page.getByText('2 tools of Tracker can be used now.')).toBeVisible()
  await expect.poll(() => center.state.pending()).toEqual({ everything: 1 })
  await open('#/security/tracker/list_projects')
  await page.getByRole('button', { name: 'Withdraw…' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Withdraw' }).click()
  await expect(page.getByRole('button', { name: 'Approve', exact: true })).toBeVisible()
  expect(center.state.pending()).toEqual({ everything: 1, tracker: 1 })
})

test('a thousand tools are in the table, few in the page', async ({ page, open, center }) => {
  center.addServers()
  center.state.addTools('everything', 1_000)
  await open('#/security?service=everything')
  await expect(page.getByRole('table', { name: 'Tools' })).toHaveAttribute('aria-rowcount', '1005')
  expect(await page.getByRole('row').count()).toBeLessThan(80)
  await page.getByLabel('Filter tools').fill('tool_777')
  await expect(page.getByRole('table', { name: 'Tools' })).toHaveAttribute('aria-rowcount', '2')
})

test('secrets: set, named with their users, removed after asking', async ({ page, open, center }) => {
  center.addServers()
  await open('#/security?tab=secrets')
  await expect(page.getByRole('row', { name: /TRACKER_TOKEN/ })).toContainText('Tracker')
  await page.getByRole('textbox', { name: 'Name' }).fill('MAP KEY')
  await expect(page.getByText('Letters, digits, dot, dash and underscore.')).toBeVisible()
  await page.getByRole('textbox', { name: 'Name' }).fill('MAP_KEY')
  await page.getByLabel('Value', { exact: true }).fill('very secret')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('row', { name: /MAP_KEY/ })).toContainText('nobody')
  await expect(page.getByText('very secret')).toHaveCount(0)
  await page.getByRole('button', { name: 'Remove TRACKER_TOKEN' }).click()
  const dialog = page.getByRole('dialog', { name: 'Remove TRACKER_TOKEN?' })
  await expect(dialog).toContainText('Tracker cannot start without it.')
  await dialog.getByRole('button', { name: 'Remove' }).click()
  await expect.poll(() => [...center.state.secrets.keys()]).toEqual(['MAP_KEY'])
})
