import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ExternalServer } from '@shared/domain/external'
import { connectToCenter } from '../../../src/main/cli/connection'
import { root, startCenter, type RunningCenter } from '../../support/running-center'
import { startAuthorizingRelay, type AuthorizingRelay } from './authorizing-relay'
import { runServerSuite, type Check } from './suite'

const OFFSET = 12_000
const loader = ['--import', join(root, 'tests/support/typescript-sources.mjs')]
const fixture = (name: string): string => join(root, 'tests/conformance/fixture', name)

/** Not scored by the suite itself, and asking for what the fixture (or the SDK below it) does not offer. */
const UNSCORED = /^(?:tasks-|http-custom-header-server-validation)/

let center: RunningCenter
let relay: AuthorizingRelay
let http: ChildProcess

const stdioTransport: ExternalServer['transport'] = {
  kind: 'stdio',
  command: process.execPath,
  args: [...loader, fixture('stdio.ts')],
  env: {},
  cwd: root,
  sharing: 'shared',
  startupTimeoutS: 60,
  isolation: 'auto',
}

beforeAll(async () => {
  center = await startCenter({ portOffset: OFFSET })
  relay = await startAuthorizingRelay(4320 + OFFSET, center.token)
  http = spawn(process.execPath, [...loader, fixture('http.ts')], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [address] = (await once(http.stdout ?? http, 'data')) as [Buffer]
  await add('conformance-stdio', stdioTransport)
  await add('conformance-http', { kind: 'http', url: address.toString().trim(), headers: {} })
}, 60_000)
afterAll(async () => {
  relay.close()
  http.kill()
  await center.stop()
})

async function add(id: string, transport: ExternalServer['transport']): Promise<void> {
  const { client } = connectToCenter(center.home)
  const server = { id, title: id, description: '', mode: 'always', requestTimeoutS: 60, transport } as const
  await client.external.add(server)
  const state = async () => (await client.services.list({})).find((service) => service.id === id)?.state.kind
  await expect.poll(state, { timeout: 20_000 }).toBe('ready')
  const toolCount = async () => (await client.gateway.endpoints({})).find((one) => one.id === id)?.toolCount
  await expect.poll(toolCount, { timeout: 10_000 }).toBeGreaterThan(10)
}

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
