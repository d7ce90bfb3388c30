// npm test: everything that CI runs, in order from quick to slow, and one line at the end that counts it all.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureBrowser } from './setup/browser.mjs'
import { ensureBuilt } from './setup/build.mjs'
import { ensureInstalled } from './setup/install.mjs'
import { projectEnvironment, projectNode, root } from './setup/paths.mjs'

ensureInstalled()
ensureBuilt()
const browser = ensureBrowser()

const reports = mkdtempSync(join(tmpdir(), 'omnimind-reports-'))
const vitestReport = join(reports, 'vitest.json')
const playwrightReport = join(reports, 'playwright.json')
const steps = [
  step('types', 'typescript/bin/tsc', ['--noEmit']),
  step('lint', 'oxlint/bin/oxlint', ['--type-aware', '--deny-warnings']),
  step(
    'unit and integration',
    'vitest/vitest.mjs',
    ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${vitestReport}`],
    () => countVitest(vitestReport),
  ),
  step(
    'browser and desktop',
    '@playwright/test/cli.js',
    ['test', '--reporter=list,json'],
    () => countPlaywright(playwrightReport),
    {
      CHROME_PATH: browser,
      PLAYWRIGHT_JSON_OUTPUT_NAME: playwrightReport,
    },
  ),
]

let passed = 0
let failed = 0
for (const { name, run } of steps) {
  console.log(`\n== ${name}`)
  const counts = run()
  passed += counts.passed
  failed += counts.failed
}
rmSync(reports, { recursive: true, force: true })
console.log(`\n${passed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)

/** A tool of node_modules on the project's Node; without a report of its own it counts as one test. */
function step(name, script, args, count = () => ({ passed: 1, failed: 0 }), env = {}) {
  const run = () => {
    const result = spawnSync(projectNode(), [join(root, 'node_modules', script), ...args], {
      cwd: root,
      env: { ...projectEnvironment(), ...env },
      stdio: 'inherit',
    })
    if (result.status === 0) return count()
    const counts = safely(count)
    return { passed: counts.passed, failed: Math.max(1, counts.failed) }
  }
  return { name, run }
}

function safely(count) {
  try {
    return count()
  } catch {
    return { passed: 0, failed: 1 }
  }
}

function countVitest(file) {
  const report = JSON.parse(readFileSync(file, 'utf8'))
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + report.numFailedTestSuites * (report.numFailedTests === 0 ? 1 : 0),
  }
}

function countPlaywright(file) {
  const { stats } = JSON.parse(readFileSync(file, 'utf8'))
  // A test that passed only when repeated is a failure: its cause has to be found.
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky }
}
