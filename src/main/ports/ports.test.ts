import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { createPortInspector } from './index'

const inspector = createPortInspector({ waits: { politeMs: 300 } })
const children: ChildProcess[] = []
const onLinux = process.platform === 'linux'

/** A program that holds a port until it is ended; `stubborn` ignores SIGTERM. */
const SQUATTER = `
  const [, host, uid, stubborn] = process.argv
  if (uid !== '') process.setuid(Number(uid))
  if (stubborn) process.on('SIGTERM', () => {})
  const server = require('node:net').createServer()
  server.listen({ port: 0, host, ipv6Only: host === '::1' }, () => process.send(server.address().port))`

async function squat(
  host: string,
  { uid = '', stubborn = '' } = {},
): Promise<{ port: number; child: ChildProcess }> {
  const child = fork(import.meta.filename, [], {
    execArgv: ['-e', SQUATTER, host, uid, stubborn],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  children.push(child)
  const [port] = (await once(child, 'message')) as [number]
  return { port, child }
}

afterEach(async () => {
  for (const child of children.splice(0))
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
})

describe.skipIf(!onLinux)('holderOf', () => {
  test.each(['127.0.0.1', '::1', '0.0.0.0', '::'])('names a squatter on %s', async (host) => {
    const { port, child } = await squat(host)
    const holder = await inspector.holderOf(port)
    expect(holder).toMatchObject({ port, address: host, pid: child.pid, isOmniMind: false })
    expect(holder?.command).toContain('node')
    expect(holder?.user).toMatch(/\w/)
  })

  test('answers within 100 ms (the best of ten: other programs take their share of the machine)', async () => {
    const { port } = await squat('127.0.0.1')
    const took: number[] = []
    for (let n = 0; n < 10; n++) {
      const before = performance.now()
      await inspector.holderOf(port)
      took.push(performance.now() - before)
    }
    expect(Math.min(...took)).toBeLessThan(100)
  })

  test('tells the families apart when asked for one', async () => {
    const { port, child } = await squat('::1')
    expect((await inspector.holderOf(port, '::1'))?.pid).toBe(child.pid)
    expect(await inspector.holderOf(port, '127.0.0.1')).toBeNull()
  })

  test('finds nobody on a free port', async () => {
    expect(await inspector.holderOf(await inspector.findFreePort(7_400))).toBeNull()
  })

  test.skipIf(process.getuid?.() !== 0)('names the user when the program is another user’s', async () => {
    const { port, child } = await squat('127.0.0.1', { uid: '65534' })
    expect(await inspector.holderOf(port)).toMatchObject({ user: 'nobody', pid: child.pid })
  })
})

describe('findFreePort', () => {
  let server: Server | null = null
  afterEach(() => server?.close())

  test.each(['127.0.0.1', '::1'])('passes over a port held on %s only', async (host) => {
    const from = await inspector.findFreePort(7_450)
    server = createServer().listen({ port: from, host, ipv6Only: true })
    await once(server, 'listening')
    expect(await inspector.isPortFree(from)).toBe(false)
    expect(await inspector.findFreePort(from)).toBeGreaterThan(from)
    await expect(inspector.findFreePort(from, from)).rejects.toThrow(
      `No port between ${from} and ${from} is free.`,
    )
  })
})

describe.skipIf(!onLinux)('stopHolder', () => {
  test('asks a program to end', async () => {
    const { port, child } = await squat('127.0.0.1')
    const holder = await inspector.holderOf(port)
    const exited = once(child, 'exit')
    if (holder) await inspector.stopHolder(holder)
    expect(await exited).toEqual([null, 'SIGTERM'])
    expect(await inspector.isPortFree(port)).toBe(true)
  })

  test('forces one that does not listen', async () => {
    const { port, child } = await squat('127.0.0.1', { stubborn: '1' })
    const holder = await inspector.holderOf(port)
    const exited = once(child, 'exit')
    if (holder) await inspector.stopHolder(holder)
    expect(await exited).toEqual([null, 'SIGKILL'])
  })

  test('leaves a program alone that does not hold the port any more', async () => {
    const { port, child } = await squat('127.0.0.1')
    const other = await squat('127.0.0.1')
    const holder = await inspector.holderOf(port)
    if (!holder) throw new Error('no holder')
    await expect(inspector.stopHolder({ ...holder, pid: other.child.pid ?? 0 })).rejects.toThrow(
      /Another program/,
    )
    expect([child.exitCode, other.child.exitCode]).toEqual([null, null])
  })

  test('refuses itself, its ancestors, init and nobody', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const holder = await inspector.holderOf((server.address() as { port: number }).port)
    if (!holder) throw new Error('no holder')
    for (const pid of [process.pid, process.ppid, 1, 0])
      await expect(inspector.stopHolder({ ...holder, pid })).rejects.toThrow(
        /part of the system or of OmniMind/,
      )
    await expect(inspector.stopHolder({ ...holder, pid: null })).rejects.toThrow(/does not tell/)
    server.close()
  })
})
