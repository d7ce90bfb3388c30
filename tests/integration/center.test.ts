import { once } from 'node:events'
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { registry } from '@servers/registry'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ServiceSnapshot } from '@shared/domain/service'
import { connectClient } from '../support/mcp-client'
import { commandOf, processTree } from '../support/processes'
import { endProcess, spawnCenter, startCenter, type RunningCenter } from '../support/running-center'

const portOffset = 11_200
let home: string
let running: RunningCenter | undefined

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'omnimind-center-'))
})
afterEach(async () => {
  await running?.stop()
  running = undefined
  rmSync(home, { recursive: true, force: true })
})

async function start(): Promise<RunningCenter> {
  return (running = await startCenter({ home, portOffset }))
}

/** Calls a procedure of the contract over HTTP, as the command line does. */
async function call<T>(center: RunningCenter, path: string, input: unknown = {}): Promise<T> {
  const answer = await fetch(`${center.url(4350)}/api/rpc/${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${center.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ json: input }),
  })
  const { json } = (await answer.json()) as { json: T }
  if (!answer.ok) throw new Error(JSON.stringify(json))
  return json
}

/** Runs a center that is expected to end by itself. */
async function failingStart(): Promise<{ code: number | null; text: string }> {
  const { child, output } = spawnCenter(home, { portOffset })
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, text: output() }
}

async function eventually<T>(look: () => Promise<T>, good: (value: T) => boolean): Promise<T> {
  const deadline = performance.now() + 15_000
  for (;;) {
    const value = await look()
    if (good(value) || performance.now() > deadline) return value
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

describe('what it tells without a token', () => {
  test('/status, /metrics, /health and /ready', async () => {
    const center = await start()
    const status = await center.status()
    expect(status).toMatchObject({ pid: center.pid, state: 'ready' })
    // Those on demand sleep until somebody needs them.
    const others = registry.filter(({ mode }) => mode === 'on-demand')
    expect(status.services.map(({ id, state }) => `${id} ${state}`)).toEqual([
      'gateway ready',
      'memory ready',
      'thinking ready',
      'context ready',
      ...others.map(({ id }) => `${id} stopped`),
    ])
    expect(await (await fetch(`${center.url(4360)}/health`)).json()).toMatchObject({
      status: 'ok',
      pid: center.pid,
    })
    expect(await (await fetch(`${center.url(4360)}/ready`)).json()).toMatchObject({ ready: true })
    const json = await fetch(`${center.url(4350)}/metrics`, { headers: { accept: 'application/json' } })
    expect(JSON.stringify(await json.json())).toContain('memory')
  })

  test.skipIf(!existsSync('/usr/bin/promtool'))(
    '/metrics is what promtool accepts, with traffic in it',
    async () => {
      const center = await start()
      const client = await connectClient(center.mcpUrl('memory'), center.token)
      await client.callTool({ name: 'read_graph', arguments: {} })
      await client.close()
      const read = async (): Promise<string> => (await fetch(`${center.url(4350)}/metrics`)).text()
      const text = await eventually(read, (value) => value.includes('read_graph'))
      expect(text).toMatch(/omnimind_calls_total\{[^}]*read_graph[^}]*\} 1\b/)
      expect(execFileSync('/usr/bin/promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' })).toBe(
        '',
      )
    },
  )
})

test('user data needs the token', async () => {
  const center = await start()
  for (const path of ['services/list', 'connect/overview', 'logs/search']) {
    const answer = await fetch(`${center.url(4350)}/api/rpc/${path}`, { method: 'POST', body: '{}' })
    expect(answer.status).toBe(401)
  }
})

test('what was wanted survives a restart of the app', async () => {
  const first = await start()
  await call(first, 'services/stop', { id: 'thinking' })
  await first.stop()
  const second = await start()
  const services = await call<ServiceSnapshot[]>(second, 'services/list')
  const always = services.filter(({ mode }) => mode === 'always')
  expect(always.map(({ id, wanted, state }) => [id, wanted, state.kind])).toEqual([
    ['gateway', 'running', expect.stringMatching(/ready|starting/)],
    ['memory', 'running', 'ready'],
    ['thinking', 'stopped', 'stopped'],
    ['context', 'running', 'ready'],
  ])
  const back = await call<ServiceSnapshot>(second, 'services/start', { id: 'thinking' })
  expect(back.state.kind).toBe('ready')
})

test('a second copy on the same data directory reports the first and ends with 7', async () => {
  const first = await start()
  const { code, text } = await failingStart()
  expect(code).toBe(7)
  expect(text).toContain(`pid ${first.pid}`)
  expect((await first.status()).state).toBe('ready')
})

test('kill -9 of main leaves no process and no lock', async () => {
  const first = await start()
  const tree = processTree(first.pid)
  expect(tree.length).toBeGreaterThanOrEqual(5)
  first.process.kill('SIGKILL')
  await once(first.process, 'exit')
  const left = await eventually(
    async () => tree.filter((pid) => commandOf(pid) !== ''),
    (pids) => pids.length === 0,
  )
  expect(left).toEqual([])
  const second = await start()
  expect((await second.status()).state).toBe('ready')
})

describe('a held port', () => {
  test('is blocked and names the holder; a free port is chosen in one step and shown to the clients', async () => {
    const squatter = createServer()
    squatter.listen(4321 + portOffset, '127.0.0.1')
    await once(squatter, 'listening')
    running = await startCenterWithBlockedMemory()
    const blocked = await memoryOf(running)
    expect(blocked.state).toMatchObject({
      kind: 'blocked',
      block: { kind: 'port-held', holder: { pid: process.pid } },
    })
    expect(blocked.restarts).toBe(0)

    const moved = await call<ServiceSnapshot>(running, 'services/useFreePort', { id: 'memory' })
    expect(moved.state.kind).toBe('ready')
    expect(moved.port).not.toBe(4321 + portOffset)
    const client = await connectClient(new URL(moved.url), running.token)
    expect((await client.listTools()).tools.length).toBeGreaterThan(8)
    await client.close()
    const { endpoints } = await call<{
      endpoints: { serviceId: string; url: string; onDefaultPort: boolean }[]
    }>(running, 'connect/overview')
    expect(endpoints.find(({ serviceId }) => serviceId === 'memory')).toMatchObject({
      url: moved.url,
      onDefaultPort: false,
    })

    await new Promise((resolve) => squatter.close(resolve))
    const home = await call<ServiceSnapshot>(running, 'services/useDefaultPort', { id: 'memory' })
    expect(home).toMatchObject({ port: 4321 + portOffset, state: { kind: 'ready' } })
  })

  /** /ready never says yes here, so the start is watched by /status. */
  async function startCenterWithBlockedMemory(): Promise<RunningCenter> {
    const { child, output } = spawnCenter(home, { portOffset })
    const url = (port: number): string => `http://127.0.0.1:${port + portOffset}`
    const settledStatus = await eventually(
      async () =>
        (await fetch(`${url(4350)}/status`)
          .then((answer) => answer.json())
          .catch(() => null)) as Awaited<ReturnType<RunningCenter['status']>> | null,
      (status) =>
        status !== null &&
        status.services.every(({ state }) => ['ready', 'blocked', 'stopped'].includes(state)) &&
        status.services.some(({ state }) => state === 'blocked'),
    )
    expect(settledStatus?.state, output()).toBe('attention')
    const status = async () =>
      (await (await fetch(`${url(4350)}/status`)).json()) as Awaited<ReturnType<RunningCenter['status']>>
    return {
      home,
      process: child,
      pid: child.pid as number,
      readyAfterMs: Number.NaN,
      token: readFileSync(join(home, 'access-token'), 'utf8').trim(),
      output,
      url,
      mcpUrl: () => new URL(`${url(4321)}/mcp`),
      status,
      pidOf: () => Promise.reject(new Error('not here')),
      stop: () => endProcess(child),
    }
  }

  async function memoryOf(center: RunningCenter): Promise<ServiceSnapshot> {
    const services = await call<ServiceSnapshot[]>(center, 'services/list')
    return services.find(({ id }) => id === 'memory') as ServiceSnapshot
  }

  test('the dashboard port: says who holds it and ends with 8', async () => {
    const squatter = createServer()
    squatter.listen(4350 + portOffset, '127.0.0.1')
    await once(squatter, 'listening')
    const { code, text } = await failingStart()
    squatter.close()
    expect(code).toBe(8)
    expect(text).toContain(`pid ${process.pid}`)
    expect(text).toContain('OMNIMIND_PORT_OFFSET')
  })
})

describe('a damaged or impossible data directory', () => {
  test('corrupt settings: kept aside, said so, and it starts', async () => {
    writeFileSync(join(home, 'settings.json'), '{"settings": {"theme": ')
    const center = await start()
    const { warnings } = await call<{ warnings: string[] }>(center, 'app/info')
    expect(warnings.join(' ')).toContain('settings')
    expect(readdirSync(home).some((name) => name.startsWith('settings.corrupt-'))).toBe(true)
  })

  test('a data directory that cannot be made: says what to do and ends with 9', async () => {
    writeFileSync(join(home, 'file'), '')
    const { child, output } = spawnCenter(join(home, 'file', 'below'), { portOffset })
    const [code] = (await once(child, 'close')) as [number | null]
    expect(code).toBe(9)
    expect(output()).toContain('--home')
  })

  test('a database of a newer version is left alone; the service says so and is not restarted', async () => {
    const first = await start()
    await first.stop()
    const file = join(home, 'services', 'memory', 'memory.db')
    const db = new Database(file)
    db.pragma('user_version = 9999')
    db.close()
    const before = readFileSync(file)
    const { child, output } = spawnCenter(home, { portOffset })
    try {
      const memory = await eventually(
        async () => {
          const answer = await fetch(`http://127.0.0.1:${4350 + portOffset}/status`).catch(() => null)
          const status = (await answer?.json()) as
            | { services: { id: string; state: string; restarts: number; lastError: { message: string } }[] }
            | undefined
          return status?.services.find(({ id }) => id === 'memory')
        },
        (service) => service?.state === 'blocked',
      )
      expect(memory, output()).toMatchObject({ state: 'blocked', restarts: 0 })
      expect(memory?.lastError.message).toMatch(/newer/i)
      expect(readFileSync(file).equals(before)).toBe(true)
    } finally {
      await endProcess(child)
    }
  })
})
