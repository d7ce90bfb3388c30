import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { commandOf, processesNaming } from '../support/processes'
import { buildHost, type BuiltHost } from './support/build-host'
import { HostChild, type StdioTarget } from './support/host-child'
import { hostile, hostileServer, inlineTarget, shellTarget } from './support/stdio-target'

let built: BuiltHost
let folder: string
let files = 0
beforeAll(async () => {
  built = await buildHost('stdio-host')
  folder = mkdtempSync(join(tmpdir(), 'omnimind-killed-'))
})
afterAll(() => {
  built.remove()
  rmSync(folder, { recursive: true, force: true })
})

const PATIENCE_MS = 500

/** A target that carries a mark in its environment, which everything it starts inherits. */
function marked(target: StdioTarget): { target: StdioTarget; mark: string } {
  const mark = join(folder, `${++files}-${process.pid}`)
  return { mark, target: { ...target, env: { ...target.env, HOSTILE_PIDS: mark } } }
}

/** Processes that carry the mark; seen from outside, whatever namespace they live in. */
function running(marks: readonly string[]): string[] {
  return marks.flatMap((mark) => processesNaming(mark).map((pid) => `${pid} ${commandOf(pid)}`))
}

async function untilNoneRun(marks: readonly string[]): Promise<number> {
  const begun = performance.now()
  for (;;) {
    const left = running(marks)
    const passed = performance.now() - begun
    if (left.length === 0) return passed
    if (passed > PATIENCE_MS) throw new Error(`Still running after ${passed} ms:\n${left.join('\n')}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

/** Starts each, lets it fork, and returns the marks. */
async function populate(host: HostChild, targets: readonly StdioTarget[]): Promise<string[]> {
  const all = targets.map(marked)
  for (const { target, mark } of all) {
    const tenant = await host.open(target).listening()
    const session = await tenant.session()
    await session.call('do')
    session.close()
    expect(existsSync(mark)).toBe(true)
  }
  return all.map(({ mark }) => mark)
}

const throughShell = (behaviour: string, changes: Partial<StdioTarget> = {}): StdioTarget =>
  shellTarget(`sh -c "${process.execPath} ${hostileServer} ${behaviour}; exit 1"; exit 1`, changes)

test.runIf(process.platform === 'linux')(
  'kill -9 of the host leaves nothing within 500 ms, 20 times',
  async () => {
    const times: number[] = []
    for (let round = 0; round < 20; round++) {
      const host = new HostChild(built.entry)
      const marks = await populate(host, [
        // Children that ignore every polite signal and the end of their input.
        hostile('forks-orphans'),
        // Their orphans in sessions of their own; only a namespace reaches these.
        hostile('forks-escaped-orphans'),
        throughShell('ignores-sigterm'),
        // Without isolation: the kernel's signal for the shell, the watchdog for what is behind it.
        throughShell('forks-orphans', { isolation: 'off' }),
      ])
      expect(running(marks).length).toBeGreaterThanOrEqual(7)
      await host.kill()
      times.push(await untilNoneRun(marks))
    }
    expect(Math.max(...times)).toBeLessThan(PATIENCE_MS)
  },
  120_000,
)

test.runIf(process.platform === 'linux')('so does the loss of main, and a stop', async () => {
  const lost = new HostChild(built.entry)
  const marks = await populate(lost, [
    throughShell('forks-orphans', { isolation: 'off' }),
    hostile('forks-escaped-orphans'),
  ])
  lost.process.disconnect()
  await lost.ended()
  await untilNoneRun(marks)
  const asked = new HostChild(built.entry)
  const others = await populate(asked, [hostile('none'), throughShell('none', { isolation: 'off' })])
  asked.send({ type: 'stop' })
  await asked.ended()
  await untilNoneRun(others)
})

const polite = `
  process.stdin.on('data', (chunk) => {
    for (const line of String(chunk).trim().split('\\n')) {
      const { id, method } = JSON.parse(line)
      const result = { protocolVersion: '2025-11-25', capabilities: {}, serverInfo: { name: 'x', version: '1' } }
      const answer = () => console.log(JSON.stringify({ jsonrpc: '2.0', id, result }))
      if (id !== undefined) setTimeout(answer, method === 'slow' ? 300 : 0)
    }
  })
  setInterval(() => {}, 1_000)
  process.on('SIGTERM', () => { console.error('saved'); process.exit(0) })`

test.each(['auto', 'off'] as const)(
  'what runs is finished, then the child is asked, and may save what it has: isolation %s',
  async (isolation) => {
    const host = new HostChild(built.entry)
    const tenant = await host.open(inlineTarget(polite, { isolation })).listening()
    const session = await tenant.session()
    const slow = session.request('slow')
    await new Promise((resolve) => setTimeout(resolve, 50))
    tenant.send({ type: 'stop' })
    expect((await slow).result).toBeDefined()
    expect((await tenant.find('ended')).exit).toEqual({ kind: 'exited', code: 0 })
    expect(tenant.output()).toBe('saved\n')
    await host.kill()
  },
)

test.runIf(process.platform === 'linux')(
  'a stubborn child is ended in steps: input, SIGTERM, SIGKILL',
  async () => {
    const host = new HostChild(built.entry)
    const { target, mark } = marked(throughShell('forks-orphans', { isolation: 'off' }))
    const tenant = await host.open(target).listening()
    const begun = performance.now()
    tenant.send({ type: 'stop' })
    const { exit } = await tenant.find('ended')
    // The shell itself obeyed SIGTERM; what it had started did not, and got its time all the same.
    expect(exit).toEqual({ kind: 'signaled', signal: 'SIGTERM' })
    expect(performance.now() - begun).toBeGreaterThan(4_900)
    await untilNoneRun([mark])
    await host.kill()
  },
)
