import { mkdirSync } from 'node:fs'
import type { Page } from '@playwright/test'
import type { FakeCenter } from '../support/fake-center'
import { expect, test } from './center-test'

/** Pictures of every screen, for eyes; taken only when OMNIMIND_SHOTS names a directory. */
const dir = process.env['OMNIMIND_SHOTS']

const screens: readonly [string, string][] = [
  ['overview', '#/'],
  ['services', '#/services'],
  ['service-overview', '#/services/memory'],
  ['service-logs', '#/services/memory?tab=logs'],
  ['service-tools', '#/services/memory?tab=tools&tool=search_nodes'],
  ['service-form', '#/services/memory?tab=tools&tool=create_entities'],
  ['service-settings', '#/services/memory?tab=settings'],
  ['service-history', '#/services/memory?tab=history'],
  ['service-examined', '#/services/memory?examine=memory'],
  ['gateway', '#/gateway'],
  ['profiles', '#/gateway?tab=profiles'],
  ['profile', '#/gateway/profiles/web'],
  ['tokens', '#/gateway?tab=tokens'],
  ['token-dialog', '#/gateway?tab=tokens&new=token'],
  ['limits', '#/gateway?tab=limits'],
  ['playground', '#/playground'],
  ['security', '#/security'],
  ['review', '#/security/tracker/create_issue'],
  ['review-inline', '#/security/tracker/create_issue?view=inline'],
  ['review-new', '#/security/tracker/close_issue'],
  ['secrets', '#/security?tab=secrets'],
  ['answers', '#/security?tab=answers'],
  ['server-settings', '#/services/tracker?tab=settings'],
  ['server-installing', '#/services/weather'],
  ['add-server', '#/services?add=server'],
  ['activity', '#/activity'],
  ['call', '#/activity?call=c0000004'],
  ['connect', '#/connect'],
  ['connect-file', '#/connect?client=cursor'],
  ['settings', '#/settings'],
]

function busyDay(center: FakeCenter): void {
  center.addServers()
  center.state.gateway.profiles = [
    ...center.state.gateway.profiles,
    {
      id: 'web',
      title: 'Website project',
      services: ['memory', 'tracker'],
      tools: {
        'memory/delete_entities': { enabled: false },
        'tracker/search_issues': { name: 'find_issue', description: 'Finds issues of the website.' },
      },
      naming: 'auto',
      search: 'auto',
    },
  ]
  center.circuitOpens('thinking', 24_000)
  center.addCalls(1_000)
  center.logBurst('memory', 1_000)
  center.state.record('memory', 'started', 'Started on request.')
  center.state.record('memory', 'exited', 'Ended with signal SIGKILL after 4 h 12 min.')
  center.state.record('memory', 'recovered', 'Ready again after 180 ms.')
}

async function pulses(center: FakeCenter): Promise<void> {
  for (let n = 0; n < 50; n++) center.pulse(9 + Math.sin(n / 4) * 6 + (n % 5), n % 17 === 0 ? 1 : 0)
}

async function shoot(page: Page, name: string): Promise<void> {
  mkdirSync(String(dir), { recursive: true })
  await page.waitForTimeout(900)
  await page.screenshot({ path: `${dir}/${name}.png` })
}

for (const scheme of ['light', 'dark'] as const) {
  for (const [name, hash] of screens) {
    test(`${name} ${scheme}`, async ({ page, open, center }) => {
      await page.emulateMedia({ colorScheme: scheme })
      busyDay(center)
      await open(hash)
      await expect(page.locator('h1')).toBeVisible()
      await page.waitForTimeout(200)
      await pulses(center)
      await shoot(page, `${name}-${scheme}`)
    })
  }
  test(`trouble ${scheme}`, async ({ page, open, center }) => {
    await page.emulateMedia({ colorScheme: scheme })
    busyDay(center)
    center.portIsHeld('memory', 'python3 -m http.server 4321', 123)
    center.serviceFails('thinking')
    center.serviceDegrades('context')
    center.serviceCrashes('filesystem')
    await open()
    await shoot(page, `trouble-${scheme}`)
    await page.goto(`${center.url}#/services/thinking`)
    await shoot(page, `trouble-service-${scheme}`)
  })
  test(`question ${scheme}`, async ({ page, open, center }) => {
    await page.emulateMedia({ colorScheme: scheme })
    await open()
    void center.asks('memory')
    await expect(page.getByRole('button', { name: 'Allow once' })).toBeEnabled()
    await shoot(page, `question-${scheme}`)
    await page.getByRole('button', { name: 'Always allow exactly this' }).click()
    void center.asks('memory', { lasting: {}, title: 'End a process' })
    await expect(page.getByRole('button', { name: 'Allow once' })).toBeEnabled()
    await page.keyboard.press('Escape')
    await page.goto(`${center.url}#/security?tab=answers`)
    await page.getByText('Run a program').click()
    await shoot(page, `answers-given-${scheme}`)
  })
  test(`signed out ${scheme}`, async ({ page, open, center }) => {
    await page.emulateMedia({ colorScheme: scheme })
    center.serviceFails('thinking')
    await open()
    await expect(page.locator('h1')).toBeVisible()
    center.signOut()
    await shoot(page, `signed-out-${scheme}`)
  })
  test(`palette ${scheme}`, async ({ page, open }) => {
    await page.emulateMedia({ colorScheme: scheme })
    await open()
    await expect(page.locator('h1')).toBeVisible()
    await page.keyboard.press('Control+k')
    await page.keyboard.type('mem')
    await shoot(page, `palette-${scheme}`)
  })
}

test('narrow', async ({ page, open, center }) => {
  test.setTimeout(240_000)
  await page.setViewportSize({ width: 900, height: 600 })
  busyDay(center)
  for (const [name, hash] of screens) {
    await open(hash)
    await shoot(page, `${name}-narrow`)
  }
  center.portIsHeld('memory', 'python3 -m http.server 4321', 123)
  await open()
  await shoot(page, 'trouble-narrow')
})

test('zoomed to 200 percent', async ({ page, open, center }) => {
  test.setTimeout(240_000)
  await page.setViewportSize({ width: 640, height: 400 })
  busyDay(center)
  center.serviceFails('thinking')
  for (const [name, hash] of screens) {
    await open(hash)
    await shoot(page, `${name}-200`)
  }
})

test('empty', async ({ page, open, center }) => {
  await open()
  center.empty()
  await shoot(page, 'overview-empty')
  await open('#/activity')
  await shoot(page, 'activity-empty')
})

test('loading and error', async ({ page, open, center }) => {
  center.hold()
  await open()
  await shoot(page, 'overview-loading')
  await open('#/services/memory')
  await shoot(page, 'service-loading')
  center.release()
  center.refuse('metrics.series')
  center.refuse('activity.list')
  await page.reload()
  await expect(page.getByRole('alert').first()).toBeVisible({ timeout: 10_000 })
  await shoot(page, 'service-error')
  await open('#/activity')
  await shoot(page, 'activity-error')
})

test.describe('with a lost link', () => {
  test.use({ expectedComplaints: /WebSocket connection to|ERR_EMPTY_RESPONSE/ })
  test('drawer, result, banner', async ({ page, open, center }) => {
    busyDay(center)
    await open('#/activity')
    await page.getByRole('row').nth(4).click()
    await shoot(page, 'activity-drawer')
    await open('#/services/memory?tab=tools&tool=search_nodes')
    await page.getByLabel('query').fill('omnimind')
    await page.getByRole('button', { name: 'Call tool' }).click()
    await shoot(page, 'service-result')
    center.loseConnection()
    await shoot(page, 'connection-lost')
  })
})
