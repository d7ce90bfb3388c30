import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildHost, type BuiltHost } from './support/build-host'
import { HostChild } from './support/host-child'
import { textOf } from './support/pipe-session'
import {
  hostile,
  hostileServer,
  inlineTarget,
  memoryServer,
  nodeTarget,
  shellTarget,
} from './support/stdio-target'

let built: BuiltHost
let host: HostChild
beforeAll(async () => {
  built = await buildHost('stdio-host')
  host = new HostChild(built.entry)
})
afterAll(async () => {
  await host.kill()
  built.remove()
})

const serve = `exec ${process.execPath} ${hostileServer} none`

describe('a child that is being installed is not hung', () => {
  test('while it prints', async () => {
    const line = `for n in 1 2 3 4 5 6; do echo "installing package $n" >&2; sleep 0.5; done; ${serve}`
    const tenant = await host.open(shellTarget(line, { startupTimeoutMs: 1_500 })).listening()
    expect(tenant.output()).toContain('installing package 6')
  })

  test.runIf(process.platform === 'linux')(
    'while something below it works, and main hears of it',
    async () => {
      const busy = `${process.execPath} -e 'const end = Date.now() + 7000; while (Date.now() < end);'`
      const line = `echo "npm warn exec: will be installed" >&2; sh -c "${busy.replaceAll('"', '\\"')}"; ${serve}`
      const tenant = await host.open(shellTarget(line, { startupTimeoutMs: 2_500 })).listening()
      expect(tenant.all('progress').map(({ text }) => text)).toEqual([
        'Still being installed or started, 5 s so far. Its last words: npm warn exec: will be installed',
      ])
    },
  )

  test('through npx-like shells, with words on standard output before MCP', async () => {
    const line = `echo "Need to install the following packages:"; sh -c "${process.execPath} ${hostileServer} none"`
    const tenant = await host.open(shellTarget(line)).listening()
    const session = await tenant.session()
    expect(textOf(await session.call('echo', { n: 1 }))).toBe('{"n":1}')
  })
})

describe('a child that does not come up is ended with words', () => {
  test.each([
    ['sleeping', shellTarget('sleep 60', { startupTimeoutMs: 1_500 })],
    ['with an idle timer', inlineTarget('setInterval(() => {}, 200)', { startupTimeoutMs: 2_500 })],
  ])('%s', async (_, target) => {
    const tenant = host.open(target)
    expect((await tenant.find('ended')).exit).toEqual({ kind: 'signaled', signal: 'SIGKILL' })
    expect(tenant.output()).toMatch(
      /It was stopped while it started\. It did not answer "initialize", and printed and did nothing for \d s\./,
    )
    expect(tenant.all('config-error')).toEqual([])
  })

  test('a crash at the start is no wrong configuration', async () => {
    const tenant = host.open(inlineTarget('throw new Error("no database")'))
    expect((await tenant.find('ended')).exit).toEqual({ kind: 'exited', code: 1 })
    expect(tenant.output()).toContain('no database')
    expect(tenant.all('config-error')).toEqual([])
  })
})

describe('what only a person can mend', () => {
  test.each([
    ['no such command', nodeTarget('', [], { command: '/nowhere/uvx' }), /\/nowhere\/uvx was not found/],
    ['no such folder', nodeTarget('', [], { cwd: '/nowhere' }), /working directory \/nowhere does not exist/],
    ['a command not found by a shell', shellTarget('no-such-command-anywhere'), /exit code 127/],
    ['no MCP server', hostile('prints-and-exits'), /is no MCP server: it printed “Usage: something/],
  ])('%s', async (_, target, words) => {
    const tenant = host.open(target)
    expect((await tenant.find('ended')).exit).toEqual({ kind: 'exited', code: 78 })
    expect(
      tenant
        .all('config-error')
        .map(({ message }) => message)
        .join(),
    ).toMatch(words)
    expect(tenant.all('listening')).toEqual([])
  })
})

test('a tenant measures its own child', async () => {
  const tenant = await host.open(nodeTarget(memoryServer)).listening()
  tenant.send({ type: 'heartbeat', n: 7 })
  const beat = await tenant.told('heartbeat')
  expect(beat.n).toBe(7)
  host.send({ type: 'heartbeat', n: 1 })
  const own = await host.find((message) => message.type === 'heartbeat')
  expect(own).toMatchObject({ n: 1 })
  if (process.platform === 'linux') expect(beat.rssBytes).toBeGreaterThan(10_000_000)
})
