import { expect, test as base, type Page } from '@playwright/test'
import { startFakeCenter, type FakeCenter } from '../support/fake-center'

interface Fixtures {
  center: FakeCenter
  /** Opens a screen of the UI by its hash, e.g. `#/services`. */
  open: (hash?: string) => Promise<void>
}

interface Options {
  /** The built UI. */
  uiDir: string
  /** Complaints of the browser a test expects, e.g. the 401 of a missing sign-in. */
  expectedComplaints: RegExp | null
}

/** A test with a fake center of its own; fails on every console error and on any breach of the policy. */
export const test = base.extend<Fixtures & Options>({
  expectedComplaints: [null, { option: true }],
  uiDir: [process.env['OMNIMIND_UI_DIR'] ?? '', { option: true }],
  center: async ({ uiDir }, use) => {
    if (!uiDir) throw new Error('OMNIMIND_UI_DIR is not set: run "npx playwright test --project=ui"')
    const center = await startFakeCenter(uiDir)
    await use(center)
    await center.stop()
  },
  open: async ({ page, center }, use) => {
    await use(async (hash = '#/') => {
      await page.goto(center.url + hash)
    })
  },
  page: async ({ page, expectedComplaints }, use) => {
    const complaints = collectComplaints(page)
    await use(page)
    expect(complaints.filter((line) => !expectedComplaints?.test(line))).toEqual([])
  },
})

export { expect } from '@playwright/test'

/** Console errors, uncaught errors, and what the content security policy refused. */
function collectComplaints(page: Page): string[] {
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
  return complaints
}
