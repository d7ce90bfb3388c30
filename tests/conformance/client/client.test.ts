import { afterAll, beforeAll, expect, test } from 'vitest'
import { runSuite, type Check, type SuiteRun } from '../suite'
import { buildDriver, type BuiltDriver } from './build-driver'

/** Not scored by the suite itself: extensions that are not offered here. */
const UNSCORED = /^auth\/(?:client-credentials-|enterprise-managed-|dpop|wif-)/

/** Here the suite starts all its scenarios at once, so this time says how busy the machine is; the last test judges it. */
const TIMED = 'sse-retry: client-sse-retry-timing'

let driver: BuiltDriver
beforeAll(async () => {
  driver = await buildDriver()
}, 60_000)
afterAll(() => driver.remove())

/** The upstream leg of this program as the client of the suite's servers. */
const run = (version: Parameters<typeof runSuite>[0], args: readonly string[]): Promise<SuiteRun> =>
  runSuite(version, ['client', '--command', driver.command, ...args])
const withStatus = (checks: readonly Check[], status: Check['status']): string[] =>
  checks
    .filter((check) => check.status === status && !UNSCORED.test(check.scenario))
    .map(({ scenario, id }) => `${scenario}: ${id}`)

test.each([
  ['conformance-latest', ['--suite', 'core'], 18, 200],
  ['conformance-next', ['--requirements', '2025-11-25'], 25, 250],
  ['conformance-next', ['--requirements', '2026-07-28'], 39, 450],
] as const)('%s %j: nothing fails', { timeout: 180_000 }, async (version, args, scenarios, atLeast) => {
  const { checks, exitCode, output } = await run(version, args)
  const failed = withStatus(checks, 'FAILURE')
  expect(
    failed.filter((check) => check !== TIMED),
    output,
  ).toEqual([])
  expect(exitCode, output).toBe(failed.length > 0 ? 1 : 0)
  expect(new Set(checks.map(({ scenario }) => scenario)).size).toBe(scenarios)
  expect(withStatus(checks, 'SUCCESS').length).toBeGreaterThan(atLeast)
})

test('sse-retry, alone: the time the server asked for is kept to', { timeout: 60_000 }, async () => {
  const { checks } = await run('conformance-latest', ['--scenario', 'sse-retry'])
  expect(withStatus(checks, 'SUCCESS')).toHaveLength(3)
  expect([...withStatus(checks, 'FAILURE'), ...withStatus(checks, 'WARNING')]).toEqual([])
})
