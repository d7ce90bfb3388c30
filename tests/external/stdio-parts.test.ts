import { describe, expect, test } from 'vitest'
import { MINUTE, SECOND } from '@shared/lib/clock'
import { peekResponse, replaceResponseId } from '@shared/mcp/peek-response'
import { ChildLines } from '../../src/external/stdio-host/child-lines'
import { ChildMux } from '../../src/external/stdio-host/child-mux'
import { answerFrom } from '../../src/external/stdio-host/greeting'
import type { TreeUsage } from '../../src/external/stdio-host/process-tree'
import { ReadBudget, stdoutLimits } from '../../src/external/stdio-host/read-budget'
import { StartupWatch } from '../../src/external/stdio-host/startup-watch'
import { StderrBudget } from '../../src/external/stdio-host/stderr-budget'
import { Strays } from '../../src/external/stdio-host/strays'
import { memoryLogger } from '../support/memory-logger'
import { VirtualClock } from '../support/virtual-clock'
import type { PipeMessage } from './support/pipe-session'

test.each([
  ['{"jsonrpc":"2.0","id":7,"result":{"id":7}}', '{"jsonrpc":"2.0","id":"a","result":{"id":7}}'],
  ['{"result":{"id":7},"jsonrpc":"2.0","id":7}', '{"result":{"id":7},"jsonrpc":"2.0","id":"a"}'],
  [
    '{"error":{"code":1,"message":"7"},"jsonrpc":"2.0","id":"77"}',
    '{"error":{"code":1,"message":"7"},"jsonrpc":"2.0","id":"a"}',
  ],
])('another id is put into %s', (line, changed) => {
  const peeked = peekResponse(line)
  expect(peeked && replaceResponseId(line, peeked, '"a"')).toBe(changed)
})

describe('the startup watch', () => {
  function watching(silenceMs = 10 * SECOND) {
    const clock = new VirtualClock()
    const used: TreeUsage = { rssBytes: 0, cpuMs: 0, ioBytes: 0 }
    const told: string[] = []
    const watch = new StartupWatch({
      clock,
      silenceMs,
      usage: () => ({ ...used }),
      onProgress: (text) => told.push(text),
      onHung: (reason) => told.push(`hung: ${reason}`),
    })
    return { clock, used, told, watch }
  }

  test('silence alone counts, and only the whole of it', async () => {
    const { clock, told, watch } = watching()
    await clock.advance(9 * SECOND)
    watch.heard('downloading\n')
    await clock.advance(9 * SECOND)
    expect(told.filter((text) => text.startsWith('hung'))).toEqual([])
    await clock.advance(SECOND)
    expect(told.at(-1)).toBe('hung: It did not answer "initialize", and printed and did nothing for 10 s.')
    expect(clock.pendingTimers).toBe(0)
  })

  test('work counts as a sign, by CPU or by input and output; an idle timer does not', async () => {
    for (const [cpuMs, ioBytes, hangs] of [
      [50, 0, false],
      [0, 100_000, false],
      [10, 500, true],
    ] as const) {
      const { clock, used, told } = watching()
      for (let second = 0; second < 60; second++) {
        used.cpuMs += cpuMs
        used.ioBytes += ioBytes
        await clock.advance(SECOND)
      }
      expect(told.some((text) => text.startsWith('hung'))).toBe(hangs)
    }
  })

  test('tells how it goes every 5 s, with the last words, cleaned', async () => {
    const { clock, used, told, watch } = watching(5 * MINUTE)
    watch.heard('first\n\u001b[31mfetching\u0007 numpy\u001b[0m\r\n\n')
    for (let second = 0; second < 11; second++) {
      used.cpuMs += 900
      await clock.advance(SECOND)
    }
    expect(told).toEqual([
      'Still being installed or started, 5 s so far. Its last words: fetching  numpy',
      'Still being installed or started, 10 s so far. Its last words: fetching  numpy',
    ])
    watch.dispose()
    expect(clock.pendingTimers).toBe(0)
  })

  test('nothing installs for more than 30 minutes', async () => {
    const { clock, used, told } = watching()
    for (let second = 0; second <= 30 * 60; second++) {
      used.cpuMs += 1_000
      await clock.advance(SECOND)
    }
    expect(told.at(-1)).toMatch(/^hung: .* within 30 minutes, although it was busy/)
  })
})

test('a line that is too long is dropped, both its ends are kept, the next one is whole', () => {
  const lines: string[] = []
  const over: string[] = []
  const splitter = new ChildLines({
    onLine: (line) => {
      lines.push(line)
      return line === 'two'
    },
    onOverflow: (head, tail) => over.push(`${head.slice(0, 5)}…${tail.slice(-4)}`),
  })
  expect(splitter.push('one\r\nbegin')).toBe(1)
  for (let n = 0; n < 11; n++) splitter.push('x'.repeat(1024 * 1024))
  splitter.push('-en')
  expect(splitter.push('d\n\ntwo\nrest')).toBe(2)
  expect({ lines, over }).toEqual({ lines: ['one', 'two'], over: ['begin…-end'] })
})

test('who prints too much is read again in the next window', async () => {
  const clock = new VirtualClock()
  const pauses: boolean[] = []
  const budget = new ReadBudget(clock, stdoutLimits, (paused) => pauses.push(paused))
  for (let n = 0; n < 249; n++) budget.spend(10, 1)
  budget.spend(10, 0)
  expect(pauses).toEqual([])
  budget.spend(10, 1)
  budget.spend(3_000_000, 1)
  expect(pauses).toEqual([true])
  await clock.advance(50)
  expect(pauses).toEqual([true, false])
  budget.spend(1_000, 1)
  expect([pauses.length, clock.pendingTimers]).toEqual([2, 0])
})

test('a budget that was ended limits nothing, and lets go of what it held', async () => {
  const clock = new VirtualClock()
  const pauses: boolean[] = []
  const budget = new ReadBudget(clock, stdoutLimits, (paused) => pauses.push(paused))
  for (let n = 0; n < 250; n++) budget.spend(10, 1)
  budget.dispose()
  for (let n = 0; n < 1_000; n++) budget.spend(10, 1)
  expect([pauses, clock.pendingTimers]).toEqual([[true, false], 0])
})

test('of endless complaints a part is passed on, with the number of what was left out', async () => {
  const clock = new VirtualClock()
  const passed: string[] = []
  const budget = new StderrBudget(clock, (chunk) => passed.push(chunk))
  for (let n = 0; n < 200; n++) budget.push('e'.repeat(1_024))
  await clock.advance(SECOND)
  budget.push('again')
  expect(passed.slice(0, -2).join('')).toHaveLength(128 * 1_024)
  expect(passed.slice(-2)).toEqual(['\n[OmniMind left out 72 KB of output]\n', 'again'])
})

describe('one child, many clients', () => {
  function mux(more: Record<string, unknown> = {}) {
    const clock = new VirtualClock()
    const toChild: PipeMessage[] = []
    const handshake = {
      kind: 'legacy' as const,
      result: {
        protocolVersion: '2025-11-25',
        capabilities: {},
        serverInfo: { name: 'x', version: '1' },
        ...more,
      },
    }
    const child = { write: (line: string) => toChild.push(JSON.parse(line) as PipeMessage) > 0 }
    const one = new ChildMux(child, answerFrom(handshake), new Strays(clock, memoryLogger()))
    const client = (capabilities: Record<string, unknown> = {}, keepsGreeting = false) => {
      const received: PipeMessage[] = []
      const session = one.join({ send: (line) => received.push(JSON.parse(line) as PipeMessage) })
      const say = (message: Omit<PipeMessage, 'jsonrpc'>): void =>
        one.fromClient(session, { jsonrpc: '2.0', ...message } as Parameters<ChildMux['fromClient']>[1])
      say({ id: 0, method: 'initialize', params: { protocolVersion: '2025-06-18', capabilities } })
      if (!keepsGreeting) received.length = 0
      return { received, say, leave: () => one.leave(session) }
    }
    const fromChild = (message: Omit<PipeMessage, 'jsonrpc'>): boolean =>
      one.fromChild(JSON.stringify({ jsonrpc: '2.0', ...message }))
    return { toChild, client, fromChild, line: (text: string) => one.fromChild(text) }
  }

  test('only the answer to an open request counts as waited for', () => {
    const { toChild, client, fromChild, line } = mux()
    client().say({ id: 'a', method: 'tools/call' })
    const id = toChild.at(-1)?.id as number
    expect(fromChild({ method: 'notifications/message', params: { level: 'info', data: 'x' } })).toBe(false)
    expect(fromChild({ id: 4711, result: {} })).toBe(false)
    expect(line('no JSON')).toBe(false)
    expect(fromChild({ id, result: {} })).toBe(true)
    expect(fromChild({ id, result: {} })).toBe(false)
  })

  test('a question goes to the newest request of the one client that can answer, and so does its answer', () => {
    const { toChild, client, fromChild } = mux()
    const [able, idle, plain] = [client({ elicitation: {} }), client({ elicitation: {} }), client()]
    able.say({ id: 'a', method: 'tools/call' })
    able.say({ id: 'b', method: 'tools/call' })
    plain.say({ id: 'c', method: 'tools/call' })
    idle.say({ id: 'd', method: 'ping' })
    fromChild({ id: 'ask', method: 'elicitation/create', params: { message: 'name?' } })
    expect(able.received).toMatchObject([{ method: 'elicitation/create', relatedRequestId: 'b' }])
    expect([idle.received, plain.received]).toEqual([[], []])
    const { id } = able.received[0] ?? {}
    // Nobody else can answer for it.
    idle.say({ id: id ?? 0, result: { action: 'accept' } })
    able.say({ id: id ?? 0, result: { action: 'decline' } })
    expect(toChild.filter(({ result }) => result)).toEqual([
      { jsonrpc: '2.0', id: 'ask', result: { action: 'decline' } },
    ])
  })

  test('with calls of two clients open, neither is shown what may be asked for the other', () => {
    const { toChild, client, fromChild } = mux()
    const [one, other] = [client({ sampling: {}, roots: {} }), client({ sampling: {}, roots: {} })]
    one.say({ id: 'a', method: 'tools/call' })
    other.say({ id: 'b', method: 'tools/call' })
    fromChild({ id: 'ask', method: 'sampling/createMessage', params: { messages: ['PRIVATE'] } })
    expect(toChild.at(-1)).toMatchObject({
      id: 'ask',
      error: { code: -32601, message: expect.stringContaining('Set this server to one process per session') },
    })
    fromChild({ id: 'roots', method: 'roots/list' })
    expect(toChild.at(-1)).toEqual({ jsonrpc: '2.0', id: 'roots', result: { roots: [] } })
    expect([one.received, other.received]).toEqual([[], []])
  })

  test.each([2_000, 10_000, 100_000])('a line nested %i deep costs itself, not the process', (depth) => {
    const { client, line } = mux()
    const one = client()
    const nested = '['.repeat(depth) + ']'.repeat(depth)
    for (const method of ['notifications/progress', 'notifications/message', 'notifications/other'])
      line(`{"jsonrpc":"2.0","method":"${method}","params":{"progressToken":99,"x":${nested}}}`)
    one.say({ id: 'after', method: 'tools/call' })
    line('{"jsonrpc":"2.0","id":1,"result":{}}')
    expect(one.received.at(-1)).toMatchObject({ id: 'after', result: {} })
  })

  test('a greeting nested too deep to be sent is answered with an error', () => {
    const deep = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`) as unknown
    const { client } = mux({ deep })
    const one = client({}, true)
    expect(one.received).toMatchObject([{ id: 0, error: { code: -32603 } }])
  })

  test('a mode the client does not have is refused, and so is what only a bystander could answer', () => {
    const { toChild, client, fromChild } = mux()
    const caller = client({ elicitation: {} })
    client({ elicitation: { url: {} } })
    caller.say({ id: 1, method: 'tools/call' })
    fromChild({ id: 5, method: 'elicitation/create', params: { mode: 'url', url: 'https://x' } })
    expect(toChild.at(-1)).toMatchObject({ id: 5, error: { code: -32601 } })
  })

  test('roots belong to one client: with several and no request, there are none', () => {
    const { toChild, client, fromChild } = mux()
    const first = client({ roots: {} })
    fromChild({ id: 1, method: 'roots/list' })
    expect(first.received).toMatchObject([{ method: 'roots/list' }])
    client({ roots: {} })
    fromChild({ id: 2, method: 'roots/list' })
    expect(toChild.at(-1)).toEqual({ jsonrpc: '2.0', id: 2, result: { roots: [] } })
  })

  test('a client that leaves cancels its requests, fails its questions and ends its subscriptions', () => {
    const { toChild, client, fromChild } = mux()
    const [leaving, staying] = [client({ sampling: {} }), client()]
    for (const { say } of [leaving, staying])
      say({ id: 'sub', method: 'resources/subscribe', params: { uri: 'both' } })
    leaving.say({ id: 'own', method: 'resources/subscribe', params: { uri: 'mine' } })
    for (const { id = null } of toChild.filter(({ method }) => method === 'resources/subscribe'))
      fromChild({ id, result: {} })
    leaving.say({ id: 'x', method: 'tools/call' })
    const { id: number } = toChild.at(-1) ?? {}
    fromChild({ id: 'q', method: 'sampling/createMessage' })
    toChild.length = 0
    leaving.leave()
    expect(toChild).toMatchObject([
      { method: 'notifications/cancelled', params: { requestId: number } },
      { id: 'q', error: { message: 'The client left before it answered.' } },
      { method: 'resources/unsubscribe', params: { uri: 'mine' } },
    ])
  })

  test('an answer that comes after a cancel still finds its way; a name the child invented does not get out', () => {
    const { toChild, client, fromChild } = mux()
    const one = client()
    one.say({ id: 'late', method: 'tools/call' })
    one.say({ method: 'notifications/cancelled', params: { requestId: 'late' } })
    expect(toChild.at(-1)).toMatchObject({ params: { requestId: 1 } })
    fromChild({ id: 1, result: {}, relatedRequestId: 'forged' })
    fromChild({ method: 'notifications/tools/list_changed', relatedRequestId: 'forged' })
    expect(one.received).toEqual([
      { jsonrpc: '2.0', id: 'late', result: {} },
      { jsonrpc: '2.0', method: 'notifications/tools/list_changed' },
    ])
  })

  test('progress of a task goes on after the request that began it', () => {
    const { toChild, client, fromChild } = mux()
    const one = client()
    one.say({
      id: 9,
      method: 'tools/call',
      params: { task: { ttl: 1 }, _meta: { progressToken: 'p', other: 1 } },
    })
    expect(toChild.at(-1)?.params).toEqual({ task: { ttl: 1 }, _meta: { progressToken: 1, other: 1 } })
    fromChild({ id: 1, result: { task: { taskId: 't' } } })
    fromChild({ method: 'notifications/progress', params: { progressToken: 1, progress: 5 } })
    expect(one.received.at(-1)).toEqual({
      jsonrpc: '2.0',
      method: 'notifications/progress',
      params: { progressToken: 'p', progress: 5 },
    })
  })
})
