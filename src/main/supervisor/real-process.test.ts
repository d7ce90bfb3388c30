import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemClock } from '@shared/lib/clock'
import type { ServiceSnapshot } from '@shared/domain/service'
import { registry } from '@servers/registry'
import { buildService, type BuiltService } from '../../../tests/support/build-service'
import { forkProgram } from '../host/headless/forked-process'
import { closedDesk, type RequestDesk } from './request-desk'
import { createSupervisor } from './create-supervisor'
import type { Supervisor } from './supervisor'

let built: BuiltService
let home: string
let supervisor: Supervisor
const log: string[] = []

beforeAll(async () => {
  built = await buildService()
  home = mkdtempSync(join(tmpdir(), 'om-real-'))
  supervisor = createSupervisor({
    clock: systemClock,
    spawn: (spec) => forkProgram(dirname(built.entry), spec),
    log: ({ source, text }) => log.push(`${source}: ${text}`),
    redact: (text: string) => text,
    runDir: join(home, 'run'),
    dataDirOf: (id) => join(home, 'services', id),
    manifests: registry,
    config: () => ({ wanted: 'running', mode: 'always', values: {}, port: 0, defaultPort: 0, url: '' }),
    saveWanted: () => {},
    limits: () => ({ memoryBytes: 512 * 1024 * 1024, idleStopMs: 0 }),
    openDesk: () => ({ ...closedDesk, answer: noLines }),
    policy: 'immediate',
    random: Math.random,
  })
})
afterAll(async () => {
  await supervisor.shutdown()
  rmSync(home, { recursive: true, force: true })
  built.remove()
})

/** What the probe of the logging service is answered with; nothing else is asked for before a call. */
const noLines: RequestDesk['answer'] = async ({ kind }) =>
  kind === 'logs.search'
    ? { kind: 'done', value: { entries: [], more: false } }
    : closedDesk.answer({ kind: 'services.list' }, new AbortController().signal)

/** Resolves at the first change that fits. */
function until(fits: (snapshot: ServiceSnapshot) => boolean): Promise<ServiceSnapshot> {
  return new Promise((resolve) => {
    const listening = supervisor.onChange((snapshot) => {
      if (!fits(snapshot)) return
      listening.dispose()
      resolve(snapshot)
    })
  })
}

test('every built-in server starts, answers a real probe, and comes back after SIGKILL', async () => {
  for (const { id, state, health, toolCount } of await supervisor.startAll()) {
    expect(state.kind, `${id}\n${log.join('\n')}`).toBe('ready')
    expect(Object.values(health).map(({ verdict }) => verdict)).toEqual(Array(4).fill('proven'))
    expect(toolCount).toBeGreaterThan(0)
  }
  const { id } = registry[0]!
  const before = supervisor.get(id)
  const back = until(
    (snapshot) => snapshot.id === id && snapshot.state.kind === 'ready' && snapshot.restarts === 1,
  )
  process.kill(before.pid!, 'SIGKILL')
  const after = await back
  expect(after.pid).not.toBe(before.pid)
  expect(after.lastError).toMatchObject({ code: 'SERVICE_CRASHED' })
  expect(after.lastError?.message).toContain('signal SIGKILL')
}, 60_000)

test('after the stop no process and no socket is left', async () => {
  const pids = supervisor.list().map(({ pid }) => pid!)
  expect(pids.length).toBe(registry.length)
  const stopped = await supervisor.stopAll()
  expect(stopped.map(({ state }) => state.kind)).toEqual(registry.map(() => 'stopped'))
  for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow('ESRCH')
  expect(readdirSync(join(home, 'run'))).toEqual([])
})
