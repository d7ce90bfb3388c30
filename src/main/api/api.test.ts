import { createRouterClient } from '@orpc/server'
import { beforeEach, describe, expect, it } from 'vitest'
import type { CenterClient } from '@shared/contract'
import type { PortHolder } from '@shared/domain/service'
import { FakeApiDeps } from '../../../tests/support/fake-api-deps'
import { createApi } from './index'
import { MAX_RESULT_LENGTH } from './tool-calls'

let center: FakeApiDeps
let client: CenterClient
beforeEach(() => {
  center = new FakeApiDeps()
  client = createRouterClient(createApi(center.deps()))
})

const problem = (code: string, nextStep: unknown = expect.anything()) =>
  expect.objectContaining({ code: 'PROBLEM', data: expect.objectContaining({ code, nextStep }) })
const holder = (port: number, pid: number): PortHolder => ({
  port,
  address: '127.0.0.1',
  pid,
  command: 'nginx',
  user: null,
  isOmniMind: false,
})

describe('services', () => {
  it('are started and stopped, and the watcher sees each newest state', async () => {
    const controller = new AbortController()
    const seen: string[] = []
    const updates = await client.services.watch({}, { signal: controller.signal })
    const first = await updates.next()
    expect(first.value).toMatchObject({ type: 'all', services: [{ id: 'memory' }, { id: 'thinking' }] })
    expect((await client.services.stop({ id: 'memory' })).state.kind).toBe('stopped')
    for await (const update of updates) {
      if (update.type === 'one') seen.push(`${update.service.id} ${update.service.state.kind}`)
      if (seen.length === 1) await client.services.restart({ id: 'memory' })
      if (seen.length === 2) break
    }
    expect(seen).toEqual(['memory stopped', 'memory ready'])
    controller.abort()
  })

  it.each(['start', 'stop', 'restart', 'tools', 'settings', 'useFreePort', 'recheckPort'] as const)(
    '%s of an unknown one suggests the nearest',
    async (verb) => {
      const nextStep = expect.stringContaining('Did you mean "memory"?')
      await expect(client.services[verb]({ id: 'memroy' })).rejects.toEqual(
        problem('UNKNOWN_SERVICE', nextStep),
      )
    },
  )

  it('leave a line for each change of what others may do, without its values', async () => {
    await client.app.updateSettings({ theme: 'dark' })
    await client.external.setSecret({ name: 'KEY', value: 'very-secret' })
    await client.gateway.revokeToken({ id: 'nobody' }).catch(() => {})
    await client.services.list({})
    await client.activity.forgetContents({})
    center.holds(holder(4321, 99), 'memory')
    await client.services.stopPortHolder({ id: 'memory', pid: 99 })
    expect(center.recorded).toEqual([
      'Settings of OmniMind were changed: theme.',
      'A secret was set: KEY.',
      'What was kept of calls was removed.',
      'A program that held the port of a service was ended: memory.',
    ])
  })

  it('refuse input that does not fit before it reaches anybody', async () => {
    await expect(client.services.start({ id: '../etc' })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })

  it('hide what we did not foresee, and log it', async () => {
    center.toolsAnswer(() => Promise.reject(new TypeError('x is undefined')))
    const call = client.services.call({ id: 'memory', tool: 'echo', arguments: {} })
    await expect(call).rejects.toEqual(problem('INTERNAL'))
    expect(center.errors[0]).toContain('services.call failed: x is undefined')
  })
})

describe('tools', () => {
  it('are called with the arguments as given', async () => {
    const answer = await client.services.call({ id: 'memory', tool: 'echo', arguments: { deep: [{ a: 1 }] } })
    expect(answer.result.content).toEqual([{ type: 'text', text: 'done' }])
    expect(center.calls).toEqual([{ id: 'memory', tool: 'echo', arguments: { deep: [{ a: 1 }] } }])
  })

  it('that do not exist are answered with the ones that do', async () => {
    const call = client.services.call({ id: 'memory', tool: 'ecoh', arguments: {} })
    await expect(call).rejects.toEqual(problem('UNKNOWN_TOOL', expect.stringContaining('"echo"')))
    expect(center.calls).toEqual([])
  })

  it('are not sent arguments that are nested too deep', async () => {
    let deep: Record<string, unknown> = {}
    for (let level = 0; level < 10_000; level++) deep = { deep }
    const call = client.services.call({ id: 'memory', tool: 'echo', arguments: deep })
    await expect(call).rejects.toEqual(problem('BAD_INPUT'))
  })

  it('give a result that fits a frame, and say that a larger one was there', async () => {
    const answerOf = (length: number) => {
      center.toolsAnswer(async () => ({ content: [{ type: 'text', text: 'x'.repeat(length) }] }))
      return client.services.call({ id: 'memory', tool: 'echo', arguments: {} })
    }
    expect((await answerOf(MAX_RESULT_LENGTH - 100)).result.content).toHaveLength(1)
    await expect(answerOf(MAX_RESULT_LENGTH)).rejects.toEqual(problem('RESULT_TOO_LARGE'))
  })

  it('learn that the caller went away', async () => {
    const controller = new AbortController()
    center.toolsAnswer(
      (signal) =>
        new Promise((_, reject) => signal?.addEventListener('abort', () => reject(new Error('gone')))),
    )
    const call = client.services.call(
      { id: 'memory', tool: 'echo', arguments: {} },
      { signal: controller.signal },
    )
    setImmediate(() => controller.abort())
    await expect(call).rejects.toBeDefined()
  })
})

describe('settings', () => {
  it('change one by one; the others stay', async () => {
    await client.app.updateSettings({ idleStopMinutes: 3 })
    expect(await client.app.updateSettings({ theme: 'dark' })).toMatchObject({
      theme: 'dark',
      idleStopMinutes: 3,
    })
    await expect(client.app.updateSettings({ idleStopMinutes: -1 })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    })
  })

  it('are watched from their present value on', async () => {
    const settings = await client.app.watchSettings({})
    expect((await settings.next()).value).toMatchObject({ theme: 'system' })
    await client.app.updateSettings({ theme: 'light' })
    expect((await settings.next()).value).toMatchObject({ theme: 'light' })
    await settings.return?.()
  })

  it('of a service are checked by its manifest before they are stored', async () => {
    const bad = client.services.configure({ id: 'memory', mode: 'always', values: { limit: 1_000 } })
    await expect(bad).rejects.toEqual(problem('CONFIG_INVALID', expect.stringContaining('from 1 to 100')))
    expect(center.choicesOf('memory').values).toEqual({ limit: 10 })
    const view = await client.services.configure({ id: 'memory', mode: 'on-demand', values: { limit: 20 } })
    expect(view).toMatchObject({ mode: 'on-demand', values: { limit: 20 }, permissions: ['its own data'] })
    expect(center.choicesOf('memory')).toMatchObject({ mode: 'on-demand', values: { limit: 20 } })
  })

  it('of a service change one by one: what else changed meanwhile stays', async () => {
    await client.services.configure({ id: 'memory', mode: 'on-demand', values: { limit: 40 } })
    const view = await client.services.configure({ id: 'memory', values: { open: true } })
    expect(view).toMatchObject({ mode: 'on-demand', values: { limit: 40, open: true } })
  })

  it('of a service say which folders are not there; the log says it once, and not which', async () => {
    const view = await client.services.configure({
      id: 'memory',
      values: { folders: ['/no/such/folder', '~'] },
    })
    const message = 'There is no such folder.'
    expect(view.warnings).toEqual([{ key: 'folders', entry: '/no/such/folder', message }])
    expect((await client.services.settings({ id: 'memory' })).warnings).toEqual(view.warnings)
    await client.services.configure({ id: 'memory', values: { limit: 21 } })
    expect(center.warned).toEqual([`Settings of Memory: folders: ${message}`])
    const relative = client.services.configure({ id: 'memory', values: { folders: ['rel/ative'] } })
    await expect(relative).rejects.toEqual(problem('CONFIG_INVALID', expect.stringContaining('~/')))
  })

  it('of a service are tried at once: what it cannot run with is in the answer', async () => {
    const settingsProblem = { code: 'CONFIG_INVALID', message: 'No key.', nextStep: 'Choose one.' } as const
    center.settingsProblem = settingsProblem
    const configure = async (limit: number) =>
      (await client.services.configure({ id: 'memory', mode: 'always', values: { limit } })).problem
    expect(await configure(30)).toEqual(settingsProblem)
    expect(center.choicesOf('memory').values).toMatchObject({ limit: 30 })
    // Nothing new is nothing to try; and what a person stopped is not started.
    center.settingsProblem = null
    expect(await configure(31)).toBeNull()
    await client.services.stop({ id: 'memory' })
    center.settingsProblem = settingsProblem
    expect(await configure(32)).toBeNull()
  })

  it('of a service that takes long to start say so', async () => {
    center.startsSlowly = true
    const answer = await client.services.configure({ id: 'memory', values: { limit: 33 } })
    expect(answer).toMatchObject({ problem: null, isStarting: true })
  })

  it('of a service name only secrets that are stored', async () => {
    const configure = (key: string) =>
      client.services.configure({ id: 'memory', mode: 'always', values: { key } })
    await expect(configure('NOSUCH')).rejects.toEqual(
      problem('CONFIG_INVALID', expect.stringContaining('Store it first')),
    )
    expect(center.choicesOf('memory').values).not.toMatchObject({ key: 'NOSUCH' })
    await client.external.setSecret({ name: 'MY_KEY', value: 'x' })
    expect(await configure('MY_KEY')).toMatchObject({ values: { key: 'MY_KEY' } })
  })
})

describe('a held port', () => {
  beforeEach(() => center.holds(holder(4321, 99), 'memory'))

  it('is left for a free one, and taken back later', async () => {
    expect(await client.services.useFreePort({ id: 'memory' })).toMatchObject({
      port: 4421,
      state: { kind: 'ready' },
    })
    expect(center.choicesOf('memory').portOverride).toBe(4421)
    await expect(client.services.useDefaultPort({ id: 'memory' })).rejects.toEqual(problem('PORT_HELD'))
    expect(center.choicesOf('memory').portOverride).toBe(4421)
    center.frees(4321)
    expect(await client.services.useDefaultPort({ id: 'memory' })).toMatchObject({ port: 4321 })
    expect(center.choicesOf('memory').portOverride).toBeNull()
  })

  it.each([0, 8_000])(
    'is left for a port that nobody has in the port table moved by %d',
    async (portOffset) => {
      const deps = new FakeApiDeps({ memory: 4321 + portOffset }).deps()
      const taken = [4344, 4345, 4346, 4347, 4348, 4349, 4351].map((port) => port + portOffset)
      const findFree = async (preferred: number): Promise<number> => {
        let port = preferred
        while (taken.includes(port)) port++
        return port
      }
      const app = { ...deps.app, info: async () => ({ ...(await deps.app.info()), portOffset }) }
      const api = createApi({ ...deps, app, ports: { ...deps.ports, findFree } })
      const moved = await createRouterClient(api).services.useFreePort({ id: 'memory' })
      expect(moved.port).toBe(4352 + portOffset)
      taken.length = 0
      const nearest = await createRouterClient(api).services.useFreePort({ id: 'memory' })
      expect(nearest.port).toBe(4344 + portOffset)
    },
  )

  it('is freed by ending the program that the person saw', async () => {
    const service = await client.services.stopPortHolder({ id: 'memory', pid: 99 })
    expect(service.state.kind).toBe('ready')
    expect(center.stopped).toEqual([99])
  })

  it('is not freed by ending another program that came meanwhile', async () => {
    center.holds(holder(4321, 100))
    await expect(client.services.stopPortHolder({ id: 'memory', pid: 99 })).rejects.toEqual(
      problem('PORT_HELD'),
    )
    expect(center.stopped).toEqual([])
  })

  it('is taken when a second look finds it free', async () => {
    expect((await client.services.recheckPort({ id: 'memory' })).holder).toMatchObject({ pid: 99 })
    center.frees(4321)
    expect(await client.services.recheckPort({ id: 'memory' })).toEqual({ holder: null })
    expect((await client.services.list({}))[0]?.state.kind).toBe('ready')
  })
})

it('streams end with the signal and release their source', async () => {
  center.says('memory', 'hello')
  const controller = new AbortController()
  const tail = await client.logs.tail({ source: 'memory' }, { signal: controller.signal })
  expect((await tail.next()).value).toMatchObject({ entries: [{ text: 'hello' }] })
  expect(center.openTails).toBe(1)
  controller.abort()
  expect((await tail.next()).done).toBe(true)
  expect(center.openTails).toBe(0)
})

it('a stream that fails says so as a problem', async () => {
  const tail = await client.logs.tail({ source: 'broken' })
  await expect(tail.next()).rejects.toEqual(problem('INTERNAL'))
})
