import { expect, test, type Page } from '@playwright/test'
import { connectClient } from '../support/mcp-client'
import { startCenter, type RunningCenter } from '../support/running-center'
import { freshState, oneStopped } from './whole-state'

// The whole thing as a person meets it: a real center, a real browser, real services that are killed for real.

let center: RunningCenter

test.beforeAll(async () => {
  center = await startCenter({ portOffset: 10_000 })
})
test.afterAll(() => center.stop())
test.describe.configure({ mode: 'serial' })

/** Follows a sign-in link, as it is printed at start or by `omnimind open`. */
async function signIn(page: Page): Promise<void> {
  const answer = await fetch(`${center.url(4350)}/api/rpc/app/signInLink`, {
    method: 'POST',
    headers: { authorization: `Bearer ${center.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ json: {} }),
  })
  const { json } = (await answer.json()) as { json: { url: string } }
  await page.goto(json.url)
}

test('the printed link signs in, once', async ({ page, browser }) => {
  const link = /http:\S+signin=\S+/.exec(center.output())?.[0] as string
  await page.goto(link)
  await expect(page.getByRole('banner').getByRole('status')).toHaveText(freshState)
  await expect(page).toHaveURL(/\/dashboard/)
  expect(page.url()).not.toContain('signin')
  const stranger = await browser.newPage()
  expect((await stranger.goto(link))?.status()).toBe(403)
  await stranger.close()
})

test('without a sign-in the page shows the way in, and no data', async ({ page }) => {
  await page.goto(`${center.url(4350)}/dashboard`)
  await expect(page.getByText('omnimind open')).toBeVisible()
  await expect(page.getByRole('link', { name: 'Activity' })).toHaveCount(0)
})

test('a killed service is seen coming back, with its history', async ({ page }) => {
  await signIn(page)
  const before = await center.pidOf('memory')
  process.kill(before, 'SIGKILL')
  await expect.poll(() => center.pidOf('memory').catch(() => before)).not.toBe(before)
  await page.getByRole('link', { name: 'Services', exact: true }).click()
  await page.getByRole('link', { name: 'Memory' }).first().click()
  await page.getByRole('tab', { name: 'History' }).click()
  await expect(page.getByText('SIGKILL').first()).toBeVisible()
  await expect(page.getByRole('banner').getByRole('status')).toHaveText(freshState)
})

test('a stopped service stays stopped until it is started', async ({ page }) => {
  await signIn(page)
  await page.goto(`${center.url(4350)}/dashboard#/services/thinking`)
  await page.getByRole('button', { name: 'Stop', exact: true }).click()
  await expect(page.getByRole('banner').getByRole('status')).toHaveText(oneStopped)
  await page.getByRole('button', { name: 'Start', exact: true }).click()
  await expect(page.getByRole('banner').getByRole('status')).toHaveText(freshState)
})

test('a call of a client is seen in the activity', async ({ page }) => {
  const client = await connectClient(center.mcpUrl('memory'), center.token, 'e2e-client')
  await client.callTool({ name: 'search_nodes', arguments: { query: 'nothing' } })
  await client.close()
  await signIn(page)
  await page.getByRole('link', { name: 'Activity' }).click()
  await expect(page.getByText('search_nodes').first()).toBeVisible()
  await expect(page.getByText('e2e-client').first()).toBeVisible()
})

test('the playground calls a real tool', async ({ page }) => {
  await signIn(page)
  await page.goto(`${center.url(4350)}/dashboard#/services/context?tab=tools`)
  await page.getByText('count_tokens').first().click()
  await page.getByRole('textbox', { name: /^text/i }).first().fill('hello world')
  await page.getByRole('button', { name: 'Call', exact: false }).last().click()
  await expect(page.getByText(/"?tokens"?\s*:?\s*2/).first()).toBeVisible()
})
