import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { buildHost, type BuiltHost } from './support/build-host'
import { HostChild, type HostTenant } from './support/host-child'
import { textOf, type PipeSession } from './support/pipe-session'
import { hostile } from './support/stdio-target'

// One host process runs a well-behaved server beside every hostile one: it must not notice.
let built: BuiltHost
let host: HostChild
let neighbour: PipeSession
beforeAll(async () => {
  built = await buildHost('stdio-host')
  host = new HostChild(built.entry)
  const tenant = await host.open(hostile('none'), 'neighbour').listening()
  neighbour = await tenant.session()
})
afterAll(async () => {
  await host.kill()
  built.remove()
})
beforeEach(() => {
  neighbour.received.length = 0
})

async function start(
  behaviour: string,
  isolation: 'auto' | 'off' = 'auto',
): Promise<{ tenant: HostTenant; session: PipeSession }> {
  const tenant = await host.open(hostile(behaviour, { isolation }), 'hostile').listening()
  return { tenant, session: await tenant.session({ sampling: {} }) }
}

/** Stops it and waits until nothing of it runs. */
async function stop(tenant: HostTenant): Promise<void> {
  host.send({ type: 'kill', tenant: tenant.key, signal: 'SIGKILL' })
  await tenant.find('ended')
}

/** The slowest of some calls to the well-behaved server, in ms. */
async function neighbourMs(): Promise<number> {
  let slowest = 0
  for (let n = 0; n < 20; n++) {
    const begun = performance.now()
    expect(textOf(await neighbour.call('echo', { n }))).toBe(JSON.stringify({ n }))
    slowest = Math.max(slowest, performance.now() - begun)
  }
  return slowest
}

const warnings = (tenant: HostTenant): string[] =>
  tenant.all('log').flatMap(({ level, text }) => (level === 'warn' ? [text] : []))

describe('the call is answered, and the child lives on', () => {
  test.each([
    ['garbage-on-stdout', 'after garbage', /no JSON-RPC message/],
    ['wrong-ids', 'right', /an answer to nothing it was asked/],
    ['duplicate-answers', 'answer 0', /an answer to nothing it was asked/],
    ['answers-others', 'right', /an answer to nothing it was asked/],
    ['11-mb-line', 'error -32603: The result is longer than 10 MB', /over 10 MB/],
    ['11-mb-line-id-last', 'error -32603: The result is longer than 10 MB', /over 10 MB/],
    ['progress-flood', 'flooded', /progress of nothing/],
    ['slow-drip', 'drop by drop', null],
    ['invalid-utf8', '\ufffd(\ufffd', /no JSON-RPC message/],
    ['deep-json', 'error -32603: The result is no JSON, or is nested too deeply', /no JSON-RPC message/],
    ['deep-question', 'asked', /no JSON-RPC message/],
    ['deep-progress', 'progressed', /no JSON-RPC message/],
    ['forks-orphans', 'forked', null],
    ['ignores-sigterm', 'done', null],
    ['huge-tool-list', 'done', null],
    ['endless-cursor', 'list the tools', null],
  ])('%s', async (behaviour, answer, warning) => {
    const { tenant, session } = await start(behaviour)
    expect(textOf(await session.call('do'))).toContain(answer)
    expect(textOf(await session.call('echo', { still: 'works' }))).toBe('{"still":"works"}')
    if (warning) expect(warnings(tenant).join('\n')).toMatch(warning)
    await stop(tenant)
  })

  test('a flood of questions is cut at 128, the others are refused at once', async () => {
    const { tenant, session } = await start('requests-flood')
    expect(textOf(await session.call('do'))).toBe('asked')
    expect(session.all('sampling/createMessage')).toHaveLength(128)
    expect(warnings(tenant).join('\n')).toMatch(/more than 128 questions/)
    await stop(tenant)
  })
})

describe('the call is not answered, the others are', () => {
  test.each([
    'never-answers',
    'half-line',
    'busy-loop',
    'stdout-flood',
    'lines-flood',
    'stderr-flood',
    'list-changed-flood',
  ])(
    '%s',
    async (behaviour) => {
      const { tenant, session } = await start(behaviour)
      session.send({ id: 'do', method: 'tools/call', params: { name: 'do' } })
      await new Promise((resolve) => setTimeout(resolve, 300))
      expect(await neighbourMs()).toBeLessThan(500)
      await stop(tenant)
      expect(await neighbourMs()).toBeLessThan(500)
    },
    30_000,
  )

  test('a child that does not read is refused more after 16 MB', async () => {
    const { tenant, session } = await start('stdin-not-read')
    session.send({ id: 'do', method: 'tools/call', params: { name: 'do' } })
    const data = 'x'.repeat(1_000_000)
    const answers = await Promise.race(
      Array.from({ length: 40 }, () => session.request('tools/call', { name: 'echo', arguments: { data } })),
    )
    expect(answers.error).toMatchObject({ code: -32051 })
    expect(await neighbourMs()).toBeLessThan(500)
    await stop(tenant)
  })
})

describe('the pipe closes, so that the gateway knows the outcome is unknown', () => {
  test.each([
    ['dies-mid-call', { kind: 'exited', code: 3 }],
    ['killed-mid-call', { kind: 'signaled', signal: 'SIGKILL' }],
  ])('%s', async (behaviour, exit) => {
    const { tenant, session } = await start(behaviour)
    session.send({ id: 'do', method: 'tools/call', params: { name: 'do' } })
    await session.end()
    expect((await tenant.find('ended')).exit).toEqual(exit)
    expect(await neighbourMs()).toBeLessThan(500)
  })

  test.each([
    ['closes its output', 'last-words'],
    ['dies', 'dying-words'],
  ])('what a server says before it %s arrives, however much it is', async (_what, behaviour) => {
    const { tenant, session } = await start(behaviour, 'off')
    expect(textOf(await session.call('do'))).toBe('the last of 2,001')
    await session.end()
    await tenant.find('ended')
  })

  test('closes-stdout', async () => {
    // In a namespace its first process keeps the output open, and only the request's time limit tells.
    const { tenant, session } = await start('closes-stdout', 'off')
    session.send({ id: 'do', method: 'tools/call', params: { name: 'do' } })
    await session.end()
    expect((await tenant.find('ended')).exit.kind).toBe('exited')
  })
})
