import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import { z } from 'zod'

const root = resolve(import.meta.dirname, '../../..')
const suite = join(root, 'node_modules/conformance-latest/dist/index.js')
const driver = `${process.execPath} --import ${join(root, 'tests/support/typescript-sources.mjs')} ${join(import.meta.dirname, 'driver.ts')}`
const results = mkdtempSync(join(tmpdir(), 'omni-conformance-'))
afterAll(() => rmSync(results, { recursive: true, force: true }))

const Checks = z.array(z.looseObject({ id: z.string(), status: z.string() }))
type Checks = z.infer<typeof Checks>

/** Runs the official suite with the upstream leg as the client. @returns the checks of each scenario */
async function run(name: string, args: string[]): Promise<Map<string, Checks>> {
  const output = join(results, name)
  await promisify(execFile)(process.execPath, [suite, 'client', '--command', driver, ...args, '-o', output], {
    maxBuffer: 64 * 1024 * 1024,
  })
  const files = readdirSync(output, { recursive: true, encoding: 'utf8' })
  return new Map(
    files
      .filter((file) => file.endsWith('checks.json'))
      .map((file) => [
        file.replace(/-\d{4}-\d\d-\d\dT.*$/, ''),
        Checks.parse(JSON.parse(readFileSync(join(output, file), 'utf8'))),
      ]),
  )
}

const withStatus = (scenarios: Map<string, Checks>, status: string): string[] =>
  [...scenarios].flatMap(([scenario, checks]) =>
    checks.filter((check) => check.status === status).map((check) => `${scenario}: ${check.id}`),
  )

test('0.1.16 --suite core: nothing fails', { timeout: 180_000 }, async () => {
  const scenarios = await run('core', ['--suite', 'core'])
  expect(scenarios.size).toBe(18)
  expect(withStatus(scenarios, 'FAILURE')).toEqual([])
  expect(withStatus(scenarios, 'SUCCESS').length).toBeGreaterThan(200)
})

test('sse-retry, alone: the time the server asked for is kept to', { timeout: 60_000 }, async () => {
  const scenarios = await run('retry', ['--scenario', 'sse-retry'])
  expect(withStatus(scenarios, 'SUCCESS')).toHaveLength(3)
  expect([...withStatus(scenarios, 'FAILURE'), ...withStatus(scenarios, 'WARNING')]).toEqual([])
})
