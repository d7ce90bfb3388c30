import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Profile } from '@shared/domain/profile'
import { connectToCenter } from '../../../src/main/cli/connection'
import { addServer } from '../../support/added-servers'
import { root, startCenter, type RunningCenter } from '../../support/running-center'
import { startAuthorizingRelay, type AuthorizingRelay } from './authorizing-relay'
import { runSuite, type Check } from '../suite'

const OFFSET = 13_100
const loader = ['--import', join(root, 'tests/support/typescript-sources.mjs')]
const fixture = (name: string): string => join(root, 'tests/conformance/fixture', name)

/** Not scored by the suite itself: an extension that the fixture (and the SDK below it) does not offer. */
const UNSCORED = /^server-tasks-/

let center: RunningCenter
let relay: AuthorizingRelay
let http: ChildProcess

const stdioTransport = {
  kind: 'stdio',
  command: process.execPath,
  args: [...loader, fixture('stdio.ts')],
  cwd: root,
}

/** The combined endpoint; the suite knows its tools by their plain names only. */
const several: Profile = {
  id: 'several',
  title: 'Several',
  services: ['memory', 'conformance-stdio', 'thinking'],
  tools: {},
  naming: 'plain',
  search: 'off',
}

beforeAll(async () => {
  center = await startCenter({ portOffset: OFFSET })
  relay = await startAuthorizingRelay(4320 + OFFSET, center.token)
  http = spawn(process.execPath, [...loader, fixture('http.ts')], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [address] = (await once(http.stdout ?? http, 'data')) as [Buffer]
  const { client } = connectToCenter(center.home)
  await addServer(client, 'conformance-stdio', stdioTransport)
  await addServer(client, 'conformance-http', { kind: 'http', url: address.toString().trim() })
  await client.gateway.saveProfile(several)
}, 60_000)
afterAll(async () => {
  relay.close()
  http.kill()
  await center.stop()
})

const failures = (checks: Check[]): Check[] =>
  checks.filter(({ status, scenario }) => status === 'FAILURE' && !UNSCORED.test(scenario))

describe.each(['conformance-stdio', 'conformance-http', 'several'])('the gateway at /mcp/%s', (id) => {
  const url = (): string => `http://127.0.0.1:${relay.port}/mcp/${id}`

  // Fewer than the fixture alone: the gateway answers with plain JSON where there is nothing to stream, and what the
  // suite asks of event streams only is then not checked.
  test.each([
    ['conformance-latest', ['--suite', 'all'], 43],
    ['conformance-next', ['--requirements', '2025-11-25'], 80],
    ['conformance-next', ['--requirements', '2026-07-28'], 162],
  ] as const)('passes %s %j', { timeout: 120_000 }, async (version, args, atLeast) => {
    const { checks, exitCode, output } = await runSuite(version, ['server', '--url', url(), ...args])
    expect(failures(checks)).toEqual([])
    expect(exitCode, output).toBe(0)
    expect(checks.filter(({ status }) => status === 'SUCCESS').length).toBeGreaterThanOrEqual(atLeast)
  })
})
