import { defineConfig } from '@playwright/test'

/** OMNIMIND_SHOTS names a folder: then every screen is also taken as a picture, for people to judge. */
const picturesWanted = process.env['OMNIMIND_SHOTS'] !== undefined

/**
 * Browser and desktop tests. `ui`: the interface against a center with verbs for every trouble; `e2e`: a real center in
 * a real browser, and the desktop app. The browser is Debian's Chromium, or the one CHROME_PATH names.
 */
export default defineConfig({
  outputDir: 'test-results',
  globalSetup: './tests/ui/global-setup.ts',
  fullyParallel: true,
  workers: 2,
  // A condition is waited for, never a moment; the bounds are wide because CI has two busy cores.
  timeout: 60_000,
  expect: { timeout: 15_000 },
  retries: 0,
  forbidOnly: true,
  reporter: [['list']],
  projects: [
    {
      name: 'ui',
      testDir: 'tests/ui',
      testMatch: '*.spec.ts',
      testIgnore: picturesWanted ? [] : 'shots.spec.ts',
    },
    { name: 'e2e', testDir: 'tests/e2e', testMatch: '*.spec.ts' },
  ],
  use: {
    viewport: { width: 1_280, height: 800 },
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: process.env['CHROME_PATH'] ?? '/usr/bin/chromium',
      chromiumSandbox: false,
      args: [
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
})
