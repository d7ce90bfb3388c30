import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ORPCError } from '@orpc/client'
import { StatusReport } from '@shared/domain/status'
import { MAX_ARGUMENT_BYTES } from '@shared/mcp/tool-arguments'
import { FakeTerminal } from '../../../tests/support/fake-terminal'
import { freePort } from '../../../tests/support/free-port'
import type { RunningDashboard } from '../../../tests/support/running-dashboard'
import { startTestDashboard } from '../../../tests/support/running-dashboard'
import { problemOf } from './problem-of'
import { commands, runCli } from './run'

let board: RunningDashboard
let empty: string
beforeAll(async () => {
  board = await startTestDashboard()
  empty = mkdtempSync(join(tmpdir(), 'omni-cli-'))
})
afterAll(async () => {
  await board.close()
  rmSync(empty, { recursive: true })
})

async function omnimind(words: string[], setup: (terminal: FakeTerminal) => void = () => {}) {
  const terminal = new FakeTerminal({ OMNIMIND_HOME: board.home })
  setup(terminal)
  const code = await runCli(words, terminal)
  return { code, out: terminal.outLines.join('\n'), err: terminal.errLines.join('\n') }
}

describe('help', () => {
  it.each([[[]], [['help']], [['--help']], [['-h']]])('%j shows every command', async (words) => {
    const { code, out } = await omnimind(words)
    expect(code).toBe(0)
    for (const { name } of commands) expect(out).toContain(`  ${name}`)
    expect(out).toContain('Exit codes')
  })

  it.each(commands.map(({ name }) => name))('%s explains itself', async (name) => {
    expect((await omnimind([name, '--help'])).out).toContain(`Usage: omnimind ${name}`)
    expect((await omnimind(['help', name])).out).toContain(`Usage: omnimind ${name}`)
  })

  it('version is the package version', async () => {
    expect((await omnimind(['version'])).out).toMatch(/^\d+\.\d+\.\d+/)
    expect((await omnimind(['--version'])).code).toBe(0)
  })
})

describe('what cannot be understood ends with 2 and says what can', () => {
  it.each([
    [['statsu'], 'Did you mean "status"?'],
    [['status', '--colour'], 'help status'],
    [['services', 'pause', 'memory'], 'list, start, stop, restart'],
    [['services', 'stop'], 'Name services'],
    [['services', 'stop', 'memory', '--all'], 'Name services'],
    [['call', 'memory'], 'SERVICE TOOL'],
    [['call', 'memory', 'echo', '{bad'], 'not a JSON object'],
    [['call', 'memory', 'echo', '[1]'], 'not a JSON object'],
    [['services', 'list', 'memory'], '"memory" is too much'],
    // Not the one service: all of OmniMind would end.
    [['stop', 'memory'], '"memory" is too much'],
    [['status', 'memory'], '"memory" is too much'],
    [['logs'], 'whose log'],
    [['logs', 'memory', '--limit', '0'], '1 to 5000'],
    [['logs', 'memory', '--level', 'loud'], 'debug, info'],
    [['connect', 'cursor', 'zed'], 'One client'],
    [['help', 'statsu'], 'Did you mean "status"?'],
  ])('%j', async (words, text) => {
    const { code, err, out } = await omnimind(words)
    expect(code).toBe(2)
    expect(err).toContain(text)
    expect(out).toBe('')
  })
})

describe('arguments that no service would get end with 2, and nothing is sent', () => {
  it.each([
    ['{"a":'.repeat(10_000) + '1' + '}'.repeat(10_000), '64 levels', 'flatter'],
    [`{"a":"${'x'.repeat(5_000_000)}"}`, '4 MB', 'several calls'],
    [`{"a":"${'x'.repeat(9_000_000)}"}`, '4 MB', 'several calls'],
  ])('%#', async (text, what, step) => {
    const before = board.center.calls.length
    const answer = await omnimind(['call', 'memory', 'echo', '-'], (terminal) => (terminal.stdin = text))
    expect(answer.code).toBe(2)
    expect(answer.err).toContain(what)
    expect(answer.err).toContain(step)
    expect(board.center.calls).toHaveLength(before)
  })

  it('the largest that may be sent arrives', async () => {
    const text = JSON.stringify({ a: 'x'.repeat(MAX_ARGUMENT_BYTES - '{"a":""}'.length) })
    expect(
      (await omnimind(['call', 'memory', 'echo', '-'], (terminal) => (terminal.stdin = text))).code,
    ).toBe(0)
  })

  it('a body that the center found too large is told as input that does not fit', () => {
    const error = new ORPCError('PAYLOAD_TOO_LARGE', { status: 413 })
    expect(problemOf(error, board.home)).toMatchObject({ code: 'BAD_INPUT', nextStep: expect.any(String) })
  })
})

describe('unknown names end with 4', () => {
  it.each([
    [['services', 'start', 'memroy'], 'Did you mean "memory"?'],
    [['services', 'stop', 'thinking', 'memroy'], 'Known: memory, thinking.'],
    [['call', 'memroy', 'echo'], 'Did you mean "memory"?'],
    [['call', 'memory', 'ehco'], 'Did you mean "echo"?'],
    [['logs', 'gatewy'], 'Did you mean "gateway"?'],
    [['connect', 'curser'], 'Did you mean "cursor"?'],
    [['connect', 'cursor', '--service', 'memroy'], 'Did you mean "memory"?'],
  ])('%j', async (words, text) => {
    const { code, err } = await omnimind(words)
    expect(code).toBe(4)
    expect(err).toContain(text)
  })

  it('and nothing is done for the names that were right', async () => {
    expect(board.center.deps().services.get('thinking')?.state.kind).toBe('ready')
  })
})

describe('without a running instance', () => {
  it.each([['status'], ['stop'], ['open'], ['services'], ['logs', 'memory'], ['connect']])(
    '%s ends with 3',
    async (...words) => {
      const { code, err } = await omnimind([...words, '--home', empty])
      expect(code).toBe(3)
      expect(err).toContain('omnimind start')
    },
  )

  it('an announcement of one that is gone counts as none', async () => {
    const instance = { pid: 1, host: 'headless', dashboardPort: await freePort(), startedAt: 0 }
    const home = mkdtempSync(join(tmpdir(), 'omni-stale-'))
    writeFileSync(join(home, 'instance.json'), JSON.stringify(instance))
    writeFileSync(join(home, 'access-token'), 'omm_x')
    expect((await omnimind(['status', '--home', home])).code).toBe(3)
    expect((await omnimind(['services', '--home', home])).code).toBe(3)
    writeFileSync(join(home, 'instance.json'), JSON.stringify({ ...instance, dashboardPort: board.port }))
    expect((await omnimind(['services', '--home', home])).code).toBe(6)
    rmSync(home, { recursive: true })
  })

  it('start refuses to run twice, with 7', async () => {
    const { code, err } = await omnimind(['start', '--headless'])
    expect(code).toBe(7)
    expect(err).toContain(`pid ${process.pid}`)
  })

  it('tells problems as JSON when asked', async () => {
    const { err } = await omnimind(['status', '--json', '--home', empty])
    expect(JSON.parse(err)).toMatchObject({ error: { code: 'NOT_RUNNING' } })
  })
})

describe('with a running instance', () => {
  it('status is a table, or the report of /status', async () => {
    const { out } = await omnimind(['status'])
    expect(out).toContain('2 services ready')
    expect(out).toMatch(/^memory\s+● Ready\s+4321\s+4242\s+1 min\s+0$/m)
    expect(StatusReport.parse(JSON.parse((await omnimind(['--json', 'status'])).out)).services).toHaveLength(
      2,
    )
  })

  it('services are stopped and started by name or all', async () => {
    expect((await omnimind(['services', 'stop', 'memory'])).out).toContain('○ Stopped')
    expect((await omnimind(['services', 'list'])).out).toMatch(/memory\s+○ Stopped/)
    const all = await omnimind(['services', 'start', '--all', '--json'])
    expect(JSON.parse(all.out)).toMatchObject([{ state: { kind: 'ready' } }, { state: { kind: 'ready' } }])
  })

  it('calls print the text, take JSON from standard input, and end with 5 when the tool failed', async () => {
    const fine = await omnimind(['call', 'memory', 'echo', '-'], (terminal) => (terminal.stdin = '{"a":1}'))
    expect([fine.code, fine.out]).toEqual([0, 'done'])
    expect(board.center.calls.at(-1)?.arguments).toEqual({ a: 1 })
    board.center.toolsAnswer(async () => ({ content: [{ type: 'text', text: 'no' }], isError: true }))
    expect(await omnimind(['call', 'memory', 'echo'])).toMatchObject({ code: 5, out: 'no' })
    expect(JSON.parse((await omnimind(['call', 'memory', 'echo', '--json'])).out)).toMatchObject({
      result: { isError: true },
    })
  })

  it('foreign text cannot drive a terminal', async () => {
    board.center.toolsAnswer(async () => ({ content: [{ type: 'text', text: 'a\u001b[2Jb\u0007\u009bc' }] }))
    const terminal = new FakeTerminal({ OMNIMIND_HOME: board.home }, true)
    await runCli(['call', 'memory', 'echo'], terminal)
    expect(terminal.outLines[0]).toBe('ab‹U+0007›')
  })

  it('logs are limited, filtered and followed until Ctrl-C', async () => {
    board.center.says('memory', 'first')
    board.center.says('memory', 'second', 'error')
    expect((await omnimind(['logs', 'memory', '--limit', '1'])).out).toMatch(/^2026-11-21T\S+ error second$/)
    expect((await omnimind(['logs', 'memory', '--level', 'warn'])).out).not.toContain('first')
    const terminal = new FakeTerminal({ OMNIMIND_HOME: board.home })
    const running = runCli(['logs', 'memory', '-f', '--level', 'error'], terminal)
    await expect.poll(() => terminal.outLines.length).toBe(1)
    board.center.says('memory', 'quiet')
    board.center.says('memory', 'third', 'error')
    await expect.poll(() => terminal.outLines.length).toBe(2)
    terminal.interrupt()
    expect(await running).toBe(0)
    expect(terminal.outLines.map((line) => line.split(' ').at(-1))).toEqual(['second', 'third'])
    expect(terminal.listening).toBe(false)
    await expect.poll(() => board.center.openTails).toBe(0)
  })

  it('connect prints what to paste on standard output alone', async () => {
    expect((await omnimind(['connect'])).out).toContain('cursor')
    const { out, err } = await omnimind(['connect', 'cursor', '--service', 'memory'])
    expect(Object.keys((JSON.parse(out) as { mcpServers: object }).mcpServers)).toEqual(['omnimind-memory'])
    expect(err).toContain('mcp.json')
  })

  it('open prints the one-time link', async () => {
    expect((await omnimind(['open', '--print'])).out).toContain('?signin=')
  })
})
