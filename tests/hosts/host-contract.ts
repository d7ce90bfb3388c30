import { once } from 'node:events'
import { describe, expect, test } from 'vitest'
import { processesNaming } from '../support/processes'
import type { HostProgram, RemoteProcess } from './remote-host'
import { secretContract } from './secret-contract'
import { useHosts, type HostContext, type Hosts } from './use-hosts'

/**
 * What every host must do, tested from outside in the process it is made for.
 * @param program how to start a process that serves this host (see `host-server.ts`)
 */
export function hostContract(name: string, program: (context: HostContext) => HostProgram): void {
  describe(`${name} host`, () => {
    const hosts = useHosts(program)
    describe('processes', () => processContract(hosts))
    describe('secrets', () => secretContract(hosts))
    describe('the outside', () => outsideContract(hosts))
    describe('the claim on the data directory', () => claimContract(hosts))
  })
}

const order = (process: RemoteProcess, what: string, value?: unknown) => process.send({ do: what, value })

function processContract({ start, context }: Hosts): void {
  test('messages go both ways in order, also those sent before the child runs', async () => {
    const host = await start()
    const child = await host.spawn({ name: 'echo' })
    const values = [1, 'zwei', { three: [null, true, 'é漢🙂'] }, 'x'.repeat(300_000)]
    for (const value of values) void order(child, 'echo', value)
    for (const value of values) expect(await child.message()).toEqual(value)
    expect(child.name).toBe('echo')
    expect(await child.pid()).toBeGreaterThan(0)
  })

  test('the child gets its name, the added environment and its heap limit, and not our NODE_OPTIONS', async () => {
    const host = await start()
    const child = await host.spawn({ name: 'memory', env: { ADDED: 'yes' }, heapLimitMb: 100 })
    await order(child, 'describe')
    const described = (await child.message()) as { heapLimitMb: number }
    expect(described).toMatchObject({ argument: 'memory', added: 'yes', nodeOptions: null })
    expect(described.heapLimitMb).toBeLessThan(500)
  })

  test('output of both streams comes as text, whole characters even across chunks', async () => {
    const host = await start()
    const child = await host.spawn({})
    await order(child, 'print', '漢字🙂'.repeat(20_000))
    await order(child, 'complain', 'ach')
    await expect.poll(() => child.text('stdout').length, { timeout: 5_000 }).toBe(4 * 20_000)
    expect(child.text('stdout')).toBe('漢字🙂'.repeat(20_000))
    await expect.poll(() => child.text('stderr')).toBe('ach')
  })

  test('the exit comes last and once, after megabytes of output', async () => {
    const host = await start()
    const child = await host.spawn({})
    await order(child, 'flood', 3_000_000)
    expect(await child.exit()).toEqual({ kind: 'exited', code: 3 })
    expect(child.text('stdout')).toHaveLength(3_000_000 + 'the last words'.length)
    expect(child.text('stdout').endsWith('the last words')).toBe(true)
    expect(child.events.findIndex(({ type }) => type === 'exit')).toBe(child.events.length - 1)
  })

  test('an uncaught error is the last thing a child says', async () => {
    const host = await start()
    const child = await host.spawn({})
    await order(child, 'throw', 'this is why')
    expect(await child.exit()).toEqual({ kind: 'exited', code: 1 })
    expect(child.text('stderr')).toContain('this is why')
  })

  test.each([0, 9, 78])('exit code %i is told as it is', async (code) => {
    const host = await start()
    const child = await host.spawn({})
    await order(child, 'exit', code)
    expect(await child.exit()).toEqual({ kind: 'exited', code })
  })

  test('signals end a child and are named, ours and foreign ones', async () => {
    const host = await start()
    const [asked, stubborn, foreign, crashed] = await Promise.all([1, 2, 3, 4].map(() => host.spawn({})))
    if (!asked || !stubborn || !foreign || !crashed) throw new Error('not spawned')
    for (const child of [asked, stubborn, foreign]) {
      await order(child, 'echo', 'up')
      expect(await child.message()).toBe('up')
    }
    await asked.kill('SIGTERM')
    expect(await asked.exit()).toEqual({ kind: 'signaled', signal: 'SIGTERM' })
    await order(stubborn, 'ignoreTerm')
    expect(await stubborn.message()).toBe('ignoring')
    await stubborn.kill('SIGTERM')
    await order(stubborn, 'echo', 'still here')
    expect(await stubborn.message()).toBe('still here')
    await stubborn.kill('SIGKILL')
    expect(await stubborn.exit()).toEqual({ kind: 'signaled', signal: 'SIGKILL' })
    process.kill((await foreign.pid()) as number, 'SIGKILL')
    expect(await foreign.exit()).toEqual({ kind: 'signaled', signal: 'SIGKILL' })
    await order(crashed, 'crash')
    // Node names the signal, Chromium calls it a crash; both say that it was SIGSEGV.
    expect(JSON.stringify(await crashed.exit())).toMatch(/(signaled|crashed).*SIGSEGV/)
  })

  test.each(['SIGTERM', 'SIGKILL'])('%s right after the start is not lost', async (signal) => {
    const host = await start()
    const exit = await host.call('spawnAndKill', { program: 'service', name: 'echo' }, signal)
    expect(exit).toEqual({ kind: 'signaled', signal })
  })

  test('a program that is missing is told as an end, not thrown', async () => {
    const host = await start()
    const child = await host.spawn({ program: 'gateway', name: 'gateway' })
    const exit = await child.exit()
    if (exit.kind === 'spawn-failed') expect(exit.message).toContain('gateway.js')
    else expect(exit).toEqual({ kind: 'exited', code: 1 })
  })

  test('after the exit every verb is harmless', async () => {
    const host = await start()
    const child = await host.spawn({})
    await order(child, 'exit', 0)
    await child.exit()
    expect(await child.pid()).toBeNull()
    await order(child, 'echo', 'anybody?')
    await child.kill('SIGTERM')
    await child.kill('SIGKILL')
    const next = await host.spawn({})
    await order(next, 'echo', 'alive')
    expect(await next.message()).toBe('alive')
    expect(child.events.filter(({ type }) => type === 'exit')).toHaveLength(1)
    expect(child.events.at(-1)?.type).toBe('exit')
  })

  test('many children at once do not hear each other', async () => {
    const host = await start()
    const children = await Promise.all(
      Array.from({ length: 12 }, (_, n) => host.spawn({ name: `child-${n}` })),
    )
    await Promise.all(children.map((child) => order(child, 'echo', child.name)))
    for (const child of children) expect(await child.message()).toBe(child.name)
    await Promise.all(children.map((child, n) => order(child, 'exit', n)))
    for (const [n, child] of children.entries())
      expect(await child.exit()).toEqual({ kind: 'exited', code: n })
  })

  test('kill -9 of the host leaves no child, not even a busy one', async () => {
    const host = await start()
    const [idle, busy] = [await host.spawn({}), await host.spawn({})]
    await order(idle, 'echo', 'up')
    await idle.message()
    await order(busy, 'busy')
    await busy.message()
    const ended = once(host.process, 'exit')
    host.process.kill('SIGKILL')
    await ended
    await expect.poll(() => processesNaming(context().scratch), { timeout: 2_000, interval: 20 }).toEqual([])
  })
}

function outsideContract({ start }: Hosts): void {
  test('only https and loopback addresses leave for the browser', async () => {
    const host = await start()
    const refused = [
      'file:///etc/passwd',
      'javascript:alert(1)',
      'http://example.com/',
      'http://127.0.0.1.evil.com/',
      'https://user:secret@example.com/',
      'smb://host/share',
      'ms-settings:',
      '--version',
      '',
    ]
    for (const url of refused)
      await expect(host.call('openExternal', url)).rejects.toMatchObject({ code: 'BAD_INPUT' })
    const accepted = ['https://example.com/a?b=c&d', 'http://127.0.0.1:4350/dashboard', 'http://[::1]:4350/']
    for (const url of accepted) await host.call('openExternal', url)
    await expect.poll(() => host.call('opened'), { timeout: 5_000 }).toEqual(accepted)
  })

  test('watching for sleep can be started and stopped', async () => {
    const host = await start()
    await host.call('watchPower')
    await host.call('unwatchPower')
    await host.call('power', 'suspend')
    await host.call('protection')
    expect(host.events).toEqual([])
  })

  test('a notice does not fail, whatever it says', async () => {
    const host = await start()
    await host.call('notify', { title: 'Memory: Failed', body: '<b>&"%s\n', serviceId: 'memory' })
  })
}

function claimContract({ start }: Hosts): void {
  const instance = { pid: 1, host: 'headless', dashboardPort: 4350, startedAt: 1 }

  test('one process owns the data directory; another is told who does', async () => {
    const [first, second] = [await start(), await start()]
    expect(await first.call('claim')).toMatchObject({ kind: 'owner' })
    expect(await second.call('claim')).toEqual({ kind: 'taken', by: null })
    await first.call('announce', instance)
    expect(await second.call('claim')).toEqual({ kind: 'taken', by: instance })
    await first.call('release')
    expect(await second.call('claim')).toMatchObject({ kind: 'owner' })
  })

  test('kill -9 of the owner frees the directory at once', async () => {
    const first = await start()
    expect(await first.call('claim')).toMatchObject({ kind: 'owner' })
    await first.call('announce', instance)
    const ended = once(first.process, 'exit')
    first.process.kill('SIGKILL')
    await ended
    const second = await start()
    expect(await second.call('claim')).toMatchObject({ kind: 'owner' })
  })
}
