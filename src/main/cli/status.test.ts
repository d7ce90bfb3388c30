import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { anySnapshot } from '../../../tests/support/any-snapshot'
import { FakeTerminal } from '../../../tests/support/fake-terminal'
import type { ServiceSnapshot } from '@shared/domain/service'
import type { OverallState } from '@shared/domain/status'
import { wholeState } from '@shared/domain/whole-state'
import { runCli } from './run'
import { sentences } from './text'

/** What `omnimind status` prints when `/status` tells of these services. */
async function statusOf(state: OverallState, services: ServiceSnapshot[]): Promise<string> {
  const report = {
    version: '0.1.0',
    pid: 7,
    state,
    services: services.map((service) => ({ ...service, state: service.state.kind })),
  }
  const server = createServer((_request, response) => void response.end(JSON.stringify(report)))
  const home = mkdtempSync(join(tmpdir(), 'omni-status-'))
  try {
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port: dashboardPort } = server.address() as AddressInfo
    const instance = { pid: process.pid, host: 'headless', dashboardPort, startedAt: 0 }
    writeFileSync(join(home, 'instance.json'), JSON.stringify(instance))
    const terminal = new FakeTerminal({ OMNIMIND_HOME: home })
    expect(await runCli(['status'], terminal)).toBe(0)
    return terminal.outLines.join('\n')
  } finally {
    server.closeAllConnections()
    server.close()
    rmSync(home, { recursive: true })
  }
}

const problem = { code: 'SERVICE_FAILED', message: 'It crashed', nextStep: 'See its log' } as const
const failed = { kind: 'failed', at: 0, problem, nextAttemptAt: 1 } as const
const gateway = anySnapshot({ id: 'gateway', title: 'Gateway', tier: 0, state: failed })
const memory = anySnapshot()

it('says of a failed gateway what the window and the tray say', async () => {
  const services = [gateway, memory]
  const [first] = (await statusOf('attention', services)).split('\n')
  expect(first).toBe(`OmniMind 0.1.0 (pid 7): ${wholeState(services)} (attention)`)
  expect(first).toContain('Gateway: Failed')
})

it('ends every sentence of a trouble with one full stop', async () => {
  const broken = { ...memory, state: failed, lastError: { ...problem, at: 0 } }
  expect(await statusOf('attention', [broken])).toContain('memory: It crashed. See its log.')
})

it.each([
  [['It crashed.', 'See its log.'], 'It crashed. See its log.'],
  [['Is it on?', undefined], 'Is it on?'],
  [['It said "no."', ' Ask again '], 'It said "no." Ask again.'],
  [[undefined, ''], ''],
])('sentences %#', (parts, text) => expect(sentences(...parts)).toBe(text))
