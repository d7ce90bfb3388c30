import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { SecretView } from '@shared/contract/external'
import type { ExternalServer } from '@shared/domain/external'
import type { ServiceSnapshot } from '@shared/domain/service'
import { freePort } from '../support/free-port'
import { connectClient } from '../support/mcp-client'
import { processesNaming } from '../support/processes'
import { root, startCenter, type RunningCenter } from '../support/running-center'

const portOffset = 15_400
const everythingEntry = join(root, 'node_modules/@modelcontextprotocol/server-everything/dist/index.js')
/** Names the processes of this test among all of the machine. */
const mark = `omni-external-${process.pid}`
let home: string
let center: RunningCenter

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'omnimind-external-'))
  center = await startCenter({ home, portOffset })
})
afterEach(async () => {
  await center.stop()
  expect(processesNaming(mark)).toEqual([])
  rmSync(home, { recursive: true, force: true })
})

function everything(more: Partial<ExternalServer> = {}, env: Record<string, string> = {}): ExternalServer {
  return {
    id: 'everything',
    title: 'Everything',
    description: '',
    mode: 'always',
    requestTimeoutS: 60,
    transport: {
      kind: 'stdio',
      command: process.execPath,
      args: [everythingEntry],
      env: { OMNI_MARK: mark, ...env },
      cwd: null,
      sharing: 'shared',
      startupTimeoutS: 60,
      isolation: 'auto',
    },
    ...more,
  }
}

/** Calls a procedure of the contract over HTTP, as the command line does. */
async function call<T>(path: string, input: unknown = {}): Promise<T> {
  const answer = await fetch(`${center.url(4350)}/api/rpc/${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${center.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ json: input }),
  })
  const { json } = (await answer.json()) as { json: T }
  if (!answer.ok) throw new Error(JSON.stringify(json))
  return json
}

const serviceNow = async (id = 'everything'): Promise<ServiceSnapshot | undefined> =>
  (await call<ServiceSnapshot[]>('services/list')).find((service) => service.id === id)

async function until<T>(look: () => Promise<T>, good: (value: T) => boolean, withinMs = 30_000): Promise<T> {
  const deadline = performance.now() + withinMs
  for (;;) {
    const value = await look()
    if (good(value)) return value
    if (performance.now() > deadline) throw new Error(`It stayed at ${JSON.stringify(value)}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

const untilReady = (isNew: (service: ServiceSnapshot) => boolean = () => true): Promise<ServiceSnapshot> =>
  until(
    async () => (await serviceNow()) as ServiceSnapshot,
    (service) => service?.state.kind === 'ready' && isNew(service),
  )

async function echo(path = '/mcp/everything', tool = 'echo'): Promise<string> {
  const client = await connectClient(new URL(`${center.url(4320)}${path}`), center.token)
  try {
    const { content } = await client.callTool({ name: tool, arguments: { message: 'hello' } })
    return (content as { text: string }[])[0]?.text ?? ''
  } finally {
    await client.close()
  }
}

test('a server is added, used, changed, killed, and removed without a trace', async () => {
  const added = await call<ServiceSnapshot>('external/add', everything())
  expect(added).toMatchObject({ id: 'everything', kind: 'external', tier: 3, port: 4320 + portOffset })
  expect(added.url).toBe(`${center.url(4320)}/mcp/everything`)
  const first = await untilReady()
  expect(first.toolCount).toBeGreaterThan(10)
  expect(processesNaming(mark).length).toBeGreaterThan(0)
  await until(
    async () => (await echo().catch(String)) + (await echo('/mcp', 'everything__echo').catch(String)),
    (text) => text === 'Echo: helloEcho: hello',
  )

  // What runs stays when only its title changed; another program is started when that changed.
  await call('external/update', everything({ title: 'All of it' }))
  expect(await serviceNow()).toMatchObject({ title: 'All of it', pid: first.pid })
  await call('external/update', everything({}, { OTHER: 'yes' }))
  const second = await untilReady(({ pid }) => pid !== first.pid)
  expect(await echo()).toBe('Echo: hello')

  process.kill(second.pid as number, 'SIGKILL')
  const third = await untilReady(({ pid, restarts }) => pid !== second.pid && restarts === 1)
  expect(await echo()).toBe('Echo: hello')

  const [host] = hostPids()
  process.kill(host as number, 'SIGKILL')
  await untilReady(({ pid }) => pid !== third.pid)
  expect(hostPids()).not.toContain(host)
  expect(await echo()).toBe('Echo: hello')

  const stopped = await call<ServiceSnapshot>('services/stop', { id: 'everything' })
  expect(stopped.state.kind).toBe('stopped')
  expect(processesNaming(mark)).toEqual([])
  await call('services/start', { id: 'everything' })
  await untilReady()

  expect(await call<ExternalServer>('external/remove', { id: 'everything' })).toMatchObject({
    id: 'everything',
  })
  expect(processesNaming(mark)).toEqual([])
  expect(await serviceNow()).toBeUndefined()
  expect(await call('external/list')).toEqual([])
}, 120_000)

/** The host process of stdio servers, by its entry and this center. */
function hostPids(): number[] {
  return processesNaming('stdio-host.js').filter(
    (pid) => /PPid:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] === String(center.pid),
  )
}

test('secrets reach the server, nobody else, and a new value at once', async () => {
  await expect(call('external/add', everything({}, { KEY: '${secret:key}' }))).rejects.toThrow('no secret')
  await call('external/setSecret', { name: 'key', value: 'first-value-5151' })
  await call('external/add', everything({}, { KEY: '${secret:key}' }))
  const first = await untilReady()
  const environment = async (): Promise<string> => {
    const client = await connectClient(new URL(`${center.url(4320)}/mcp/everything`), center.token)
    const { content } = await client.callTool({ name: 'get-env', arguments: {} })
    await client.close()
    return JSON.stringify(content)
  }
  const seen = await until(
    () => environment().catch(String),
    (text) => text.includes('first-value-5151'),
  )
  for (const name of ['OMNIMIND', 'ELECTRON', 'NODE_OPTIONS']) expect(seen).not.toContain(name)
  expect(readFileSync(join(home, 'external-servers.json'), 'utf8')).toContain('${secret:key}')
  expect(readFileSync(join(home, 'secrets.json'), 'utf8')).not.toContain('first-value')
  await expect(call('external/removeSecret', { name: 'key' })).rejects.toThrow('everything')

  const views = await call<SecretView[]>('external/setSecret', { name: 'key', value: 'second-value-7171' })
  expect(views).toEqual([{ name: 'key', updatedAt: expect.any(Number), usedBy: ['everything'] }])
  await untilReady(({ pid }) => pid !== first.pid)
  expect(await environment()).toContain('second-value-7171')
}, 60_000)

test('a server at an address is reached through the gateway, and told when it is away', async () => {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}/mcp`
  await call('external/add', { ...everything(), id: 'far', transport: { kind: 'http', url, headers: {} } })
  await until(
    () => serviceNow('far'),
    (far) => far?.state.kind === 'starting' && far.state.detail?.includes(String(port)) === true,
  )
  const env = { ...process.env, PORT: String(port), OMNI_MARK: mark }
  const server = spawn(process.execPath, [everythingEntry, 'streamableHttp'], { env, stdio: 'ignore' })
  try {
    await until(
      () => fetch(url).then(Boolean, () => false),
      (isThere) => isThere,
    )
    // Nobody has to restart it: being away is no crash, the host tries again by itself.
    const far = await until(
      () => serviceNow('far'),
      (service) => service?.state.kind === 'ready',
    )
    expect(far).toMatchObject({ pid: null, kind: 'external' })
    const answer = await until(
      () => echo('/mcp/far').catch(String),
      (text) => text === 'Echo: hello',
    )
    expect(answer).toBe('Echo: hello')
  } finally {
    server.kill('SIGKILL')
    await once(server, 'exit')
  }
}, 60_000)

test('a program that is not there is told at once, and nothing is tried again', async () => {
  const server = everything()
  await call('external/add', { ...server, transport: { ...server.transport, command: 'no-such-program-5' } })
  const blocked = await until(serviceNow, (service) => service?.state.kind === 'blocked')
  expect(JSON.stringify(blocked?.state)).toContain('\\"no-such-program-5\\" was not found on your PATH')
  expect(blocked?.restarts).toBe(0)
})

test('servers come back with the program, and none stays behind when it is killed', async () => {
  await call('external/add', everything())
  await untilReady()
  center.process.kill('SIGKILL')
  await until(
    async () => processesNaming(mark),
    (pids) => pids.length === 0,
    5_000,
  )
  center = await startCenter({ home, portOffset })
  await untilReady()
  expect(
    await until(
      () => echo().catch(String),
      (text) => text === 'Echo: hello',
    ),
  ).toBe('Echo: hello')
}, 60_000)
