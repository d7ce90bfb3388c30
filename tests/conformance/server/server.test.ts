import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connectToCenter } from '../../../src/main/cli/connection'
import { addServer } from '../../support/added-servers'
import { root, startCenter, type RunningCenter } from '../../support/running-center'
import { startAuthorizingRelay, type AuthorizingRelay } from './authorizing-relay'
import { runServerSuite, type Check } from './suite'

const OFFSET = 12_000
const loader = ['--import', join(root, 'tests/support/typescript-sources.mjs')]
const fixture = (name: string): string => join(root, 'tests/conformance/fixture', name)

/** Not scored by the suite itself: an extension that the fixture (and the SDK below it) does not offer. */
const UNSCORED = /^tasks-/

let center: RunningCenter
let relay: AuthorizingRelay
let http: ChildProcess

const stdioTransport = {
  kind: 'stdio',
  command: process.execPath,
  args: [...loader, fixture('stdio.ts')],
  cwd: root,
}

beforeAll(async () => {
  center = await startCenter({ portOffset: OFFSET })
  relay = await startAuthorizingRelay(4320 + OFFSET, center.token)
  http = spawn(process.execPath, [...loader, fixture('http.ts')], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [address] = (await once(http.stdout ?? http, 'data')) as [Buffer]
  const { client } = connectToCenter(center.home)
  await addServer(client, 'conformance-stdio', stdioTransport)
  await addServer(client, 'conformance-http', { kind: 'http', url: address.toString().trim() })
}, 60_000)
afterAll(async () => {
  relay.close()
  http.kill()
  await center.stop()
})

const failures = (checks: Check[]): Check[] =>
  checks.filter(({ status, scenario }) => status === 'FAILURE' && !UNSCORED.test(scenario))

describe.each(['conformance-stdio', 'conformance-http'])('the gateway in front of %s', (id) => {
  const url = (): string => `http://127.0.0.1:${relay.port}/mcp/${id}`

  test.each([
    ['conformance-latest', ['--suite', 'all'], 44],
    ['conformance-next', ['--requirements', '2025-11-25'], 78],
    ['conformance-next', ['--requirements', '2026-07-28'], 140],
  ] as const)('passes %s %j', { timeout: 120_000 }, async (version, args, atLeast) => {
    const { checks, exitCode, output } = await runServerSuite(version, url(), [...args])
    expect(failures(checks)).toEqual([])
    expect(exitCode, output).toBe(0)
    expect(checks.filter(({ status }) => status === 'SUCCESS').length).toBeGreaterThanOrEqual(atLeast)
  })
})
