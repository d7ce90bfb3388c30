import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { ExternalServer } from '@shared/domain/external'
import { MINUTE, SECOND } from '@shared/lib/clock'
import type { FakeProcess } from '../../../tests/support/fake-process'
import { FakeTenantHost } from '../../../tests/support/fake-tenant-host'
import { memoryLogger } from '../../../tests/support/memory-logger'
import { createWorld, manifestOf, type World } from '../../../tests/support/supervisor-world'
import { createKeyFileSealer } from '../host/key-file-sealer'
import { createSecrets, type Secrets } from '../secrets'
import { createExternalServers, type ExternalServers } from './index'

let home: string
let world: World
let secrets: Secrets
let external: ExternalServers
/** Every host process that was started, oldest first. */
let hosts: FakeTenantHost[]

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'omni-external-'))
  world = createWorld([manifestOf('memory')])
  // A test may end while something is still being prepared in its world: that must not come to the next one's.
  const mine: FakeTenantHost[] = (hosts = [])
  world.host.onSpawn = (process: FakeProcess) => {
    if (process.spec.program === 'service') process.listening()
    else mine.push(new FakeTenantHost(process))
  }
  secrets = createSecrets({
    home,
    sealer: createKeyFileSealer(home, undefined),
    clock: world.clock,
    log: memoryLogger(),
  })
  external = open()
  external.start(world.supervisor)
})
afterEach(() => {
  world.dispose()
  rmSync(home, { recursive: true })
})

const open = (): ExternalServers =>
  createExternalServers({
    home,
    clock: world.clock,
    log: memoryLogger(),
    writeLog: (entry) => void world.log.push(entry),
    spawn: world.host.spawn,
    redact: (text) => text,
    secrets,
    isTaken: (id) => id === 'memory' || id === 'profile',
    gatewayPort: 4_320,
    redirectUrl: 'http://127.0.0.1:4350/oauth/callback',
  })

type Stdio = Extract<ExternalServer['transport'], { kind: 'stdio' }>
const stdio = (id: string, more: Partial<Stdio> = {}): ExternalServer => ({
  id,
  title: id,
  description: '',
  mode: 'always',
  requestTimeoutS: 300,
  transport: {
    kind: 'stdio',
    command: process.execPath,
    args: [],
    env: {},
    cwd: null,
    sharing: 'shared',
    startupTimeoutS: 60,
    isolation: 'auto',
    ...more,
  },
})
const remote = (
  id: string,
  url = 'https://x.test/mcp',
  headers: Record<string, string> = {},
): ExternalServer => ({
  ...stdio(id),
  transport: { kind: 'http', url, headers },
})
/** What is prepared needs the login shell, which no virtual clock moves. */
const untilState = (id: string, kind: string) => vi.waitFor(() => expect(world.state(id)).toBe(kind), 10_000)
const added = async (server: ExternalServer): Promise<void> => {
  external.add(server)
  await untilState(server.id, 'ready')
}
const host = (): FakeTenantHost => hosts.at(-1) as FakeTenantHost

describe('running', () => {
  test('two servers share one host process, which ends a minute after the last', async () => {
    await added(stdio('one'))
    await added(stdio('two'))
    expect(hosts.map(({ process }) => process.name)).toEqual(['stdio-host'])
    expect(host().tenants.map(({ key }) => key)).toEqual(['one#1', 'two#2'])
    expect(world.supervisor.get('one')).toMatchObject({
      kind: 'external',
      tier: 3,
      pid: host().last('one').pid,
    })
    await world.supervisor.stop('one')
    await world.supervisor.stop('two')
    await world.clock.advance(59 * SECOND)
    expect(host().process.hasEnded).toBe(false)
    await world.clock.advance(2 * SECOND)
    expect(host().process.hasEnded).toBe(true)
    await world.supervisor.start('one')
    expect(hosts).toHaveLength(2)
  })

  test('what runs is the program found, with secrets put in and a folder of its own', async () => {
    secrets.set('key', 'value')
    await added(stdio('one', { command: 'node', args: ['${secret:key}'], env: { KEY: 'a ${secret:key}' } }))
    const { target } = host().last('one')
    expect(target).toMatchObject({ kind: 'stdio', args: ['value'], startupTimeoutMs: 60_000 })
    if (target.kind !== 'stdio') throw new Error('unreachable')
    expect(target.command).toMatch(/^\/.*node$/)
    expect(target.env['KEY']).toBe('a value')
    expect(existsSync(target.cwd)).toBe(true)
    expect(target.cwd.startsWith(home)).toBe(true)
  })

  test('a crash is restarted by the policy of all; the others do not notice', async () => {
    await added(stdio('one'))
    await added(stdio('two'))
    host().ends(host().last('one'))
    await untilState('one', 'ready')
    expect(world.kinds('one')).toEqual(['started', 'ready', 'exited', 'started', 'ready'])
    expect(world.kinds('two')).toEqual(['started', 'ready'])
    expect(host().last('one').key).toBe('one#3')
  })

  test('the end of the host is the end of all its servers, and a new one takes them over', async () => {
    await added(stdio('one'))
    await added(stdio('two'))
    host().process.crash('SIGKILL')
    await untilState('one', 'ready')
    await untilState('two', 'ready')
    expect(hosts).toHaveLength(2)
    expect(world.supervisor.get('one')).toMatchObject({
      restarts: 1,
      lastError: { message: expect.stringContaining('stdio-host, which ran it, ended: signal SIGKILL') },
    })
  })

  test('a hung host is found, killed and replaced', async () => {
    await added(stdio('one'))
    host().process.hang()
    await world.clock.advance(16 * SECOND)
    await untilState('one', 'ready')
    expect(hosts).toHaveLength(2)
    expect(world.log.some(({ text }) => text.includes('stdio-host did not answer'))).toBe(true)
  })

  test('installing is told, takes its time, and does not keep others waiting', async () => {
    world.host.onSpawn = (process: FakeProcess) => {
      if (process.spec.program !== 'service')
        hosts.push(Object.assign(new FakeTenantHost(process), { comesUp: false }))
      else process.listening()
    }
    for (const id of ['a', 'b', 'c', 'd']) external.add(stdio(id))
    await vi.waitFor(() => expect(host().tenants).toHaveLength(4), 10_000)
    for (const tenant of host().tenants) host().tells(tenant, { type: 'progress', text: 'Installing.' })
    expect(world.supervisor.get('a').state).toMatchObject({ kind: 'starting', detail: 'Installing.' })
    host().tells(host().last('a'), { type: 'progress', text: 'Installing.' })
    expect(world.log.filter(({ source }) => source === 'a').map(({ text }) => text)).toEqual(['Installing.'])
    world.supervisor.startWanted()
    external.add(stdio('e'))
    await vi.waitFor(() => expect(host().tenants).toHaveLength(5), 10_000)
    await world.clock.advance(10 * MINUTE)
    expect([world.state('a'), world.state('memory')]).toEqual(['starting', 'ready'])
  })

  test('a program that is not there blocks it at once, with what to do', async () => {
    external.add(stdio('one', { command: 'no-such-program-5' }))
    await untilState('one', 'blocked')
    expect(world.supervisor.get('one').lastError).toMatchObject({
      code: 'CONFIG_INVALID',
      message: '"no-such-program-5" was not found on your PATH.',
    })
    external.update(stdio('one'))
    await untilState('one', 'ready')
  })
})

test('one that runs on demand is started once when it is added, and sleeps after a restart', async () => {
  world.modes.set('one', 'on-demand')
  await added({ ...stdio('one'), mode: 'on-demand' })
  await world.clock.advance(16 * MINUTE)
  expect(world.supervisor.get('one').state).toMatchObject({ kind: 'stopped', reason: 'idle' })
})

describe('changing', () => {
  test('a new title keeps the process, a new program replaces it, a stopped one stays stopped', async () => {
    await added(stdio('one'))
    external.update({ ...stdio('one'), title: 'First' })
    expect(world.supervisor.get('one')).toMatchObject({ title: 'First', state: { kind: 'ready' } })
    expect(host().tenants).toHaveLength(1)
    external.update(stdio('one', { args: ['--more'] }))
    await vi.waitFor(() => expect(host().tenants).toHaveLength(2), 10_000)
    expect(host().last('one').target).toMatchObject({ args: ['--more'] })
    await untilState('one', 'ready')
    await world.supervisor.stop('one')
    external.update(stdio('one', { args: ['--yet-more'] }))
    expect(world.state('one')).toBe('stopped')
  })

  test('a new value of a secret restarts who uses it, and nobody else', async () => {
    secrets.set('key', 'first')
    await added(stdio('one', { env: { KEY: '${secret:key}' } }))
    await added(stdio('two'))
    expect(external.usersOf('key')).toEqual(['one'])
    secrets.set('key', 'second')
    external.secretChanged('key')
    await vi.waitFor(() => expect(host().tenants).toHaveLength(3), 10_000)
    expect(host().last('one').target).toMatchObject({ env: { KEY: 'second' } })
  })

  test('removing ends it and forgets it; it can be added again', async () => {
    await added(stdio('one'))
    expect(await external.remove('one')).toEqual(stdio('one'))
    expect(host().last('one').ended).toBe(true)
    expect([external.list(), world.supervisor.has('one')]).toEqual([[], false])
    await expect(external.remove('one')).rejects.toMatchObject({ code: 'UNKNOWN_SERVICE' })
    await added(stdio('one'))
  })

  test('what cannot be removed from the file runs on, and is removed later', async () => {
    await added(stdio('one'))
    const file = join(home, 'external-servers.json')
    rmSync(file)
    mkdirSync(file)
    await expect(external.remove('one')).rejects.toMatchObject({ code: 'DATA_DIR_UNWRITABLE' })
    expect([external.get('one')?.id, world.state('one')]).toEqual(['one', 'ready'])
    rmSync(file, { recursive: true })
    await external.remove('one')
    expect(world.supervisor.has('one')).toBe(false)
  })

  test('servers are there again with the next start', async () => {
    external.add(stdio('two'))
    external.add(stdio('one'))
    expect(
      open()
        .manifests()
        .map(({ id, kind, probe }) => [id, kind, probe]),
    ).toEqual([
      ['two', 'external', null],
      ['one', 'external', null],
    ])
    expect(
      open()
        .list()
        .map(({ id }) => id),
    ).toEqual(['one', 'two'])
  })
})

describe('what is refused', () => {
  test.each<[string, ExternalServer, RegExp]>([
    ['a built-in id', stdio('memory'), /taken/],
    ['a profile’s id', stdio('profile'), /taken/],
    ['a reserved id', stdio('gateway'), /OmniMind's own/],
    ['an unknown secret', stdio('one', { env: { A: '${secret:nope}' } }), /no secret "nope"/],
    ['the sign-in of another server', stdio('one', { env: { A: '${secret:oauth.far}' } }), /no secret/],
    ['half a reference', stdio('one', { args: ['${secret:no pe}'] }), /not well-formed/],
    ['a relative folder', stdio('one', { cwd: 'work' }), /not a full path/],
    ['a bad variable', stdio('one', { env: { 'A=B': 'x' } }), /environment variable/],
    ['a password in the address', remote('one', 'https://me:secret@x.test/'), /password/],
    ['our own gateway', remote('one', 'http://localhost:4320/mcp'), /OmniMind's own address/],
    ['a header of two lines', remote('one', 'https://x.test/', { A: 'b\r\nC: d' }), /more than one line/],
    ['a bad header name', remote('one', 'https://x.test/', { 'A B': 'c' }), /name of a header/],
    ['a header of the transport', remote('one', 'https://x.test/', { Host: 'c' }), /set by OmniMind/],
  ])('%s', (_what, server, message) => {
    expect(() => external.add(server)).toThrow(
      expect.objectContaining({ code: 'BAD_INPUT', message: expect.stringMatching(message) }),
    )
    expect(external.list()).toEqual([])
    expect(world.supervisor.has(server.id)).toBe(server.id === 'memory')
  })
})

describe('signing in', () => {
  test('is asked for, finished by its state once, kept sealed, and given to the next run', async () => {
    external.add(remote('far'))
    await vi.waitFor(() => expect(hosts).toHaveLength(1), 10_000)
    await world.clock.advance(0)
    const tenant = host().last('far')
    expect(host().process.name).toBe('remote-host')
    expect(tenant.target).toMatchObject({
      credentials: null,
      redirectUrl: 'http://127.0.0.1:4350/oauth/callback',
    })
    const url = 'https://login.test/authorize?state=s1&client_id=c'
    host().process.says({ type: 'sign-in', tenant: tenant.key, url })
    expect(external.signInUrl('far')).toBe(url)
    expect(external.signedIn('code', 'other')).toBe(false)
    expect(external.signedIn('code', 's1', 'https://login.test')).toBe(true)
    expect(external.signedIn('code', 's1')).toBe(false)
    await world.clock.advance(0)
    const answer = { tenant: tenant.key, code: 'code', state: 's1', iss: 'https://login.test' }
    expect(host().received.filter(({ type }) => type === 'signed-in')).toEqual([
      { type: 'signed-in', ...answer },
    ])
    const text = JSON.stringify({ tokens: { access_token: 'at-0123456789' }, client: null, pending: [] })
    host().process.says({ type: 'credentials', tenant: tenant.key, text })
    expect(external.signInUrl('far')).toBeNull()
    expect(readFileSync(join(home, 'secrets.json'), 'utf8')).not.toContain('at-0123456789')
    expect(secrets.values()).toContain('at-0123456789')

    host().ends(tenant)
    await vi.waitFor(() => expect(host().tenants).toHaveLength(2), 10_000)
    expect(host().last('far').target).toMatchObject({ credentials: text })
    await external.remove('far')
    expect(secrets.list()).toEqual([])
  })

  test('is not sent to another address', async () => {
    await added(remote('far'))
    const text = JSON.stringify({ tokens: { access_token: 'at-0123456789' } })
    const tenant = host().last('far')
    host().process.says({ type: 'credentials', tenant: tenant.key, text })
    expect(secrets.has('oauth.far')).toBe(true)
    external.update(remote('far', 'https://other.test/mcp'))
    expect(secrets.has('oauth.far')).toBe(false)
    host().process.says({ type: 'credentials', tenant: tenant.key, text })
    await vi.waitFor(() => expect(host().tenants).toHaveLength(2), 10_000)
    expect(host().last('far').target).toMatchObject({ url: 'https://other.test/mcp', credentials: null })
    // The last words of the old run.
    expect(secrets.has('oauth.far')).toBe(false)
  })

  test('a remote server is not judged by the memory of the host it shares', async () => {
    await added(remote('far'))
    const rssBytes = world.limits.memoryBytes * 2
    const usage = { rssBytes, cpuPercent: 0, loopLagMs: 0, connections: 0 }
    for (let n = 1; n <= 5; n++) host().tells(host().last('far'), { type: 'heartbeat', n, ...usage })
    expect(world.supervisor.get('far')).toMatchObject({ pid: null, state: { kind: 'ready' } })
  })
})

test('commands are checked before they are added', async () => {
  expect(await external.checkCommand('node')).toMatchObject({
    found: expect.stringMatching(/node$/),
    problem: null,
  })
  expect(await external.checkCommand('no-such-program-5')).toMatchObject({
    found: null,
    problem: expect.stringContaining('not found on your PATH'),
  })
})

test('shutting down ends the host processes in time, also when they do not obey', async () => {
  await added(stdio('one'))
  await added(remote('far'))
  const [first, second] = hosts
  first?.process.hang()
  const stopping = external.shutdown()
  await world.clock.advance(2 * SECOND)
  await stopping
  expect([first?.process.hasEnded, second?.process.hasEnded]).toEqual([true, true])
})

test('a server whose id came to belong to another one is told and kept, not run', () => {
  const file = join(home, 'external-servers.json')
  const text = JSON.stringify({ format: 1, items: [stdio('memory'), stdio('one')] })
  writeFileSync(file, text)
  const later = open()
  expect(later.list().map(({ id }) => id)).toEqual(['one'])
  expect(later.warnings.join()).toContain('"memory" is not used')
  later.update({ ...stdio('one'), title: 'One' })
  expect(readFileSync(file, 'utf8')).toContain('"id": "memory"')
})
