import { AxeBuilder } from '@axe-core/playwright'
import { expect, test } from './center-test'

const screens = [
  '#/',
  '#/services',
  '#/services/memory',
  '#/services/memory?tab=logs',
  '#/services/memory?tab=tools&tool=create_entities',
  '#/services/memory?tab=settings',
  '#/services/memory?tab=history',
  '#/activity',
  '#/gateway',
  '#/gateway?tab=profiles',
  '#/gateway?tab=tokens',
  '#/gateway?tab=limits',
  '#/gateway/profiles/default',
  '#/gateway/new-profile',
  '#/playground/memory?tool=search_nodes',
  '#/security',
  '#/security/tracker/create_issue',
  '#/security?tab=secrets',
  '#/security?tab=answers',
  '#/services/tracker?tab=settings',
  '#/activity?call=c0000004',
  '#/connect',
  '#/settings',
] as const

for (const scheme of ['light', 'dark'] as const) {
  test.describe(`${scheme} scheme`, () => {
    test.use({ colorScheme: scheme })

    for (const hash of screens) {
      test(`axe finds nothing serious at ${hash}`, async ({ page, open, center }) => {
        center.addServers()
        center.circuitOpens('thinking', 60_000)
        center.refusesCall()
        center.addCalls(200)
        center.logBurst('memory', 200)
        center.state.record('memory', 'exited', 'Ended with exit code 1.')
        center.portIsHeld('context', 'python3 server.py', 123)
        await open(hash)
        await expect(page.locator('h1')).toBeVisible()
        await expect(page.locator('[aria-busy="true"]')).toHaveCount(0)
        await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', scheme)
        expect(await seriousViolations(page)).toEqual([])
      })
    }

    test('axe finds nothing serious while a server is added', async ({ page, open }) => {
      await open('#/services?add=server')
      await page.getByRole('textbox', { name: /Paste a command/ }).fill('npx -y x')
      expect(await seriousViolations(page)).toEqual([])
      await page.getByRole('button', { name: 'Continue' }).click()
      await expect(page.getByText('/usr/local/bin/npx')).toBeVisible()
      expect(await seriousViolations(page)).toEqual([])
    })

    test('axe finds nothing serious while a token is made', async ({ page, open }) => {
      await open('#/gateway?tab=tokens&new=token')
      await page.getByLabel('Name', { exact: true }).fill('Laptop')
      expect(await seriousViolations(page)).toEqual([])
      await page.getByRole('button', { name: 'Make token' }).click()
      await expect(page.getByText('Copy it now', { exact: false })).toBeVisible()
      expect(await seriousViolations(page)).toEqual([])
    })

    test('axe finds nothing serious while a client asks', async ({ page, open, center }) => {
      await open()
      const answer = center.asks('memory', { client: null })
      await expect(page.getByRole('button', { name: 'Allow once' })).toBeEnabled()
      expect(await seriousViolations(page)).toEqual([])
      await page.keyboard.press('Escape')
      await expect(page.getByRole('button', { name: 'Answer' })).toBeVisible()
      expect(await seriousViolations(page)).toEqual([])
      center.state.consents.answer(center.state.consents.open()[0]?.id ?? '', 'refuse')
      expect(await answer).toEqual({ kind: 'refused' })
    })

    test('axe finds nothing serious among more filters', async ({ page, open, center }) => {
      center.addCalls(20)
      await open('#/activity')
      await page.getByRole('button', { name: 'More filters' }).click()
      await expect(page.getByLabel('In arguments or result')).toBeVisible()
      expect(await seriousViolations(page)).toEqual([])
    })

    test('axe finds nothing serious while signed out, in the palette and in a dialog', async ({
      page,
      open,
      center,
    }) => {
      await open()
      await page.keyboard.press('Control+k')
      await expect(page.getByRole('dialog')).toBeVisible()
      expect(await seriousViolations(page)).toEqual([])
      await page.keyboard.press('Escape')
      await page.getByRole('button', { name: 'Stop all', exact: true }).click()
      await expect(page.getByRole('dialog', { name: 'Stop all services?' })).toBeVisible()
      expect(await seriousViolations(page)).toEqual([])
      center.signOut()
      await page.keyboard.press('Escape')
      await expect(page.getByRole('heading', { name: 'Sign in to OmniMind' })).toBeVisible()
      expect(await seriousViolations(page)).toEqual([])
    })
  })
}

async function seriousViolations(page: import('@playwright/test').Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(' | ')}`)
}
