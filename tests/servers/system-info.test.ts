import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { homedir, hostname, networkInterfaces, tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { server } from '@servers/system-info/server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildService } from '../support/build-service'
import { serve, type Served } from '../support/served'
import { ServiceChild } from '../support/service-child'

const SECRET_ARGUMENT = 'canary-argument-3fd1'

/** A program with a telling command line, as a canary. */
let child: ChildProcess
beforeAll(() => {
  child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)', SECRET_ARGUMENT], { stdio: 'ignore' })
})
afterAll(() => child.kill('SIGKILL'))

/** What this machine really is called. */
function identity(): string[] {
  const addresses = Object.values(networkInterfaces())
    .flatMap((each) => each ?? [])
    .filter(({ internal }) => !internal)
    .flatMap(({ address, mac }) => [address, mac])
  const id = existsSync('/etc/machine-id') ? [readFileSync('/etc/machine-id', 'utf8').trim()] : []
  return [hostname(), userInfo().username, homedir(), SECRET_ARGUMENT, ...id, ...addresses].filter(Boolean)
}

const everything: [tool: string, args: object][] = [
  ['get_system_usage', {}],
  ['get_system_facts', {}],
  ['list_processes', { limit: 100, sortBy: 'memory' }],
  ['list_processes', { limit: 100, name: 'node' }],
]

async function answers(client: Client): Promise<string> {
  const all = []
  for (const [name, args] of everything) all.push(await client.callTool({ name, arguments: { ...args } }))
  return JSON.stringify(all)
}

describe('system-info over its socket', () => {
  let served: Served
  let client: Client
  beforeAll(async () => {
    served = await serve(server)
    client = (await served.connect()).client
  })
  afterAll(async () => {
    await client.close()
    await served.close()
  })
  const call = async (name: string, args: Record<string, unknown> = {}) =>
    (await client.callTool({ name, arguments: args })).structuredContent as Record<string, unknown>

  test('says how the machine is doing, and why something is missing', async () => {
    const usage = await call('get_system_usage')
    expect(usage).toMatchObject({
      cpu: { loadPercent: expect.any(Number) },
      memory: { totalMb: expect.any(Number), usedPercent: expect.any(Number) },
      disks: expect.any(Array),
    })
    for (const section of ['cpu', 'memory', 'disks', 'network', 'sensors', 'battery'])
      expect(section in usage !== section in (usage['missing'] as object), section).toBe(true)
    expect(Object.keys(await call('get_system_usage', { sections: ['memory'] })).sort()).toEqual([
      'memory',
      'missing',
    ])
  })

  test('says what the machine is', async () => {
    const facts = await call('get_system_facts')
    expect(facts).toMatchObject({
      os: { platform: process.platform },
      cpu: { threads: expect.any(Number) },
      memory: { totalGb: expect.any(Number) },
      missing: {},
    })
    expect(JSON.stringify(facts).length).toBeLessThan(20_000)
  })

  test('lists the processes that take most, by part of a name too', async () => {
    const { processes, total } = (await call('list_processes', { sortBy: 'memory', limit: 3 })) as {
      processes: { memoryMb: number }[]
      total: number
    }
    expect(processes).toHaveLength(3)
    expect(total).toBeGreaterThan(3)
    const sizes = processes.map(({ memoryMb }) => memoryMb)
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a))
    expect(await call('list_processes', { name: 'no such program' })).toEqual({ processes: [], total: 0 })
  })

  test('the load of a program is that of now', async () => {
    const busy = spawn(process.execPath, ['-e', 'process.title = "omni-busy"; for (;;);'], {
      stdio: 'ignore',
    })
    for (;;) {
      const { processes } = (await call('list_processes', { name: 'omni-busy' })) as {
        processes: { cpuPercent: number }[]
      }
      if ((processes[0]?.cpuPercent ?? 0) > 2) break
    }
    busy.kill('SIGKILL')
  })

  test('nothing that identifies this machine is in any answer', async () => {
    const text = await answers(client)
    for (const secret of identity()) {
      const word = new RegExp(
        `(?<![A-Za-z0-9])${secret.replaceAll(/\W/g, String.raw`\$&`)}(?![A-Za-z0-9])`,
        'i',
      )
      expect(text).not.toMatch(word)
    }
  })

  test('many questions at once share one run, and the service answers on', async () => {
    const delay = monitorEventLoopDelay({ resolution: 10 })
    delay.enable()
    await Promise.all(Array.from({ length: 50 }, () => call('list_processes')))
    await Promise.all(Array.from({ length: 50 }, () => call('get_system_usage')))
    delay.disable()
    // The library runs a few programs synchronously; main would take 10 s of silence for a hang.
    expect(delay.max / 1e6).toBeLessThan(5_000)
  })
})

test('shows what identifies the machine when the person wants that, but no serial numbers', async () => {
  const served = await serve(server, { settings: { showIdentifying: true } })
  const { client } = await served.connect()
  const text = await answers(client)
  expect(text).toContain(hostname())
  expect(text).toContain(SECRET_ARGUMENT)
  expect(text).toContain(userInfo().username)
  expect(text).not.toMatch(/serial|uuid/i)
  await client.close()
  await served.close()
})

test('works bundled, in a process of its own', async () => {
  const built = await buildService()
  const dataDir = mkdtempSync(join(tmpdir(), 'omni-info-'))
  const service = new ServiceChild(built.entry)
  await service.start('system-info', dataDir)
  const client = await service.client()
  for (const [name, args] of everything) {
    const { isError, structuredContent } = await client.callTool({ name, arguments: { ...args } })
    expect([name, isError]).toEqual([name, undefined])
    expect(
      Object.keys((structuredContent as { missing?: object }).missing ?? {}).filter((key) => key === 'cpu'),
    ).toEqual([])
  }
  await client.close()
  await service.kill()
  built.remove()
  rmSync(dataDir, { recursive: true, force: true })
})
