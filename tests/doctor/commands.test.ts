import { chmodSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { examineCommand, findCode, pinProgram, type CommandTarget } from '../../src/doctor'
import { DoctorReport, type DoctorProgress } from '@shared/domain/doctor'
import { findIsolation, isNamespace } from '@shared/process/isolation'
import { held } from '../external/support/held'
import { processesNaming } from '../support/processes'

const fixture = resolve(import.meta.dirname, 'fixtures/broken-server.mjs')
const limits = { startMs: 10_000, requestMs: 5_000, endMs: 400 }
/** For those that never answer. */
const impatient = { ...limits, startMs: 1_500 }
const here = await findIsolation()
const mute = ['silent', 'human', 'flood', 'no-json-rpc']

/** The report, which every test also holds to its schema. */
async function examine(target: CommandTarget, options = {}): Promise<DoctorReport> {
  return DoctorReport.parse(await examineCommand(target, { limits, ...options }))
}
const broken = (fault: string) => {
  const options = mute.includes(fault) ? { limits: impatient } : {}
  return examine({ command: process.execPath, args: [fixture, fault] }, options)
}

/** A file with this text in a directory of its own. */
function file(name: string, content: string | Buffer, mode = 0o755): string {
  const directory = mkdtempSync(join(tmpdir(), 'omni-doctor-'))
  held({ close: () => rmSync(directory, { recursive: true, force: true }) })
  const path = join(directory, name)
  writeFileSync(path, content)
  chmodSync(path, mode)
  return path
}

const nameOf = (report: DoctorReport): string | undefined => findCode(report.code ?? '')?.name

describe('the first cause', () => {
  // Mostly waiting for other processes; each has its own.
  test.concurrent.each([
    ['exit', 'EXITED_AT_ONCE', 'exit code 3'],
    ['crash', 'CRASHED_AT_HANDSHAKE', 'greeted (exit code 1): Error: cannot read properties of undefined'],
    ['silent', 'NO_ANSWER', '1.5 s'],
    ['human', 'NOT_A_SERVER', 'prints text'],
    ['flood', 'NOT_A_SERVER', 'prints text'],
    ['prints', 'OUTPUT_DISTURBED', 'standard output'],
    ['needs-variable', 'VARIABLE_MISSING', 'WEATHER_API_KEY'],
    ['usage', 'ARGUMENTS_REFUSED', 'arguments'],
    ['bad-schema', 'SCHEMA_INVALID', '"look"'],
    ['bad-reference', 'SCHEMA_INVALID', '"look"'],
    ['duplicate', 'NAME_TWICE', '"look"'],
    ['illegal-name', 'NAME_ILLEGAL', '"look at this"'],
    ['no-description', 'DESCRIPTION_MISSING', '"look"'],
    ['huge', 'DEFINITIONS_LARGE', '60 definitions'],
    ['wrong-id', 'WRONG_ID', '"1" instead of 1'],
    ['no-json-rpc', 'NOT_A_SERVER', 'prints text'],
    ['no-capabilities', 'ANSWER_BROKEN', 'capabilities'],
    ['future', 'REVISION_UNKNOWN', '2031-01-01'],
    ['refuses', 'GREETING_REFUSED', 'not today'],
    ['modern-only', 'NEWER_PROTOCOL', '2026-07-28 only'],
    ['nameless', 'SELF_NOT_NAMED', 'name'],
    ['undeclared', 'OFFER_NOT_DECLARED', 'does not declare'],
    ['empty-promise', 'PROMISE_NOT_KEPT', 'prompts'],
    ['list-fails', 'LIST_FAILED', 'no key'],
    ['no-list', 'LIST_BROKEN', 'tools'],
    ['list-without-name', 'LIST_BROKEN', 'Entry 1'],
    ['many', 'LIST_ENDLESS', '2000 entries'],
    ['endless', 'LIST_ENDLESS', 'do not end'],
    ['wrong-output', 'OUTPUT_DOES_NOT_FIT', '/n must be number'],
    ['broken-result', 'RESULT_BROKEN', 'content'],
    ['tool-fails', 'CALL_FAILED', 'The backend is down'],
    ['dies-in-call', 'BROKE_OFF', 'exit code 9'],
    ['no-ping', 'PING_UNANSWERED', 'ping'],
    ['slow', 'SLOW', 'ms'],
    ['stubborn', 'DOES_NOT_END', 'killed'],
  ])('of "%s" is %s', async (fault, name, words) => {
    const report = await broken(fault)
    expect([nameOf(report), report.summary]).toEqual([name, expect.stringContaining(words)])
    expect(report.complete).toBe(true)
    expect(report.nextStep).not.toBeNull()
  })

  test('of a healthy server of the older protocol is nothing, and worth knowing', async () => {
    const report = await broken('none')
    expect(report).toMatchObject({ verdict: 'ok', nextStep: null, facts: { tools: 1 } })
    expect(nameOf(report)).toBe('OLDER_PROTOCOL')
    expect(report.summary).toMatch(/^Nothing is wrong: 1 tool, answers in [\d.]+ ms\.$/)
  })

  test('of a port that is taken names who has it', async () => {
    const holder = createServer().listen(0, '127.0.0.1')
    held({ close: () => void holder.close() })
    await once(holder, 'listening')
    const { port } = holder.address() as { port: number }
    const holderOf = (asked: number) =>
      Promise.resolve({
        port: asked,
        address: '127.0.0.1',
        pid: 77,
        command: 'old-server',
        user: null,
        isOmniMind: false,
      })
    const args = [fixture, 'port-taken', String(port)]
    const report = await examine({ command: process.execPath, args }, { holderOf })
    expect(nameOf(report)).toBe('PORT_TAKEN')
    expect(report.summary).toContain(`Port ${port} is held by old-server, pid 77.`)
  })
})

test.skipIf(process.platform !== 'linux')(
  'a program that serves at a port instead is told with the port',
  async () => {
    const code = "require('http').createServer().listen(0, '127.0.0.1')"
    const report = await examine({ command: process.execPath, args: ['-e', code] }, { limits: impatient })
    expect([nameOf(report), report.summary]).toEqual([
      'NOT_A_SERVER',
      expect.stringMatching(/^It listens on port \d+ and answers nothing/),
    ])
    const port = /port (\d+)/.exec(report.summary)?.[1]
    expect(report.nextStep).toContain(`http://127.0.0.1:${port}/mcp`)
  },
)

test('a program is told the name it was found by, as Python of a virtual environment must be', async () => {
  const link = join(file('unused', ''), '..', 'python')
  symlinkSync(process.execPath, link)
  const args = ['-e', 'console.error(`My name is ${process.argv0}`); process.exit(3)']
  const report = await examine({ command: link, args, program: pinProgram(link, '') })
  expect(report.checks.flatMap(({ evidence }) => evidence)).toContain(`My name is ${link}`)
})

describe('a program that cannot be started', () => {
  const elfOfS390 = Buffer.concat([
    Buffer.from('7f454c46020201', 'hex'),
    Buffer.alloc(11),
    Buffer.from([0, 22]),
    Buffer.alloc(200),
  ])

  test.each([
    ['a name nobody has', () => 'omnimind-no-such-program', 'COMMAND_NOT_FOUND'],
    ['a relative path', () => './server', 'COMMAND_NOT_FOUND'],
    ['a path where nothing is', () => '/nowhere/server', 'COMMAND_NOT_FOUND'],
    ['a file without the right', () => file('server', '#!/bin/sh\n', 0o644), 'NOT_EXECUTABLE'],
    ['another processor', () => file('server', elfOfS390), 'WRONG_ARCHITECTURE'],
    ['Windows', () => file('server.exe', 'MZ\x90'), 'WRONG_ARCHITECTURE'],
    [
      'an interpreter that is gone',
      () => file('server', '#!/usr/bin/env no-such-python\n'),
      'INTERPRETER_MISSING',
    ],
    ['a script of Windows', () => file('server', '#!/bin/sh\r\nexit\r\n'), 'INTERPRETER_MISSING'],
    ['a script that runs nothing', () => file('server', '#!/bin/sh\nexec no-such-thing\n'), 'EXITED_AT_ONCE'],
  ])('%s', async (_, command, name) => {
    expect(nameOf(await examine({ command: command(), args: [] }))).toBe(name)
  })

  test('a runner that is not installed says where to get it', async () => {
    const report = await examine({ command: 'uvx', args: ['server'], path: '/nowhere' })
    expect([nameOf(report), report.nextStep]).toEqual([
      'RUNNER_MISSING',
      expect.stringContaining('docs.astral.sh/uv'),
    ])
  })

  test('a folder that is missing is named, not the program', async () => {
    const report = await examine({
      command: process.execPath,
      args: [fixture],
      cwd: join(tmpdir(), 'no-such'),
    })
    expect(nameOf(report)).toBe('START_FAILED')
    expect(report.summary).toContain(`There is no folder ${join(tmpdir(), 'no-such')}`)
  })

  test('a module that is missing is named', async () => {
    const report = await examine({ command: process.execPath, args: ['/nowhere/server.js'] })
    expect([nameOf(report), report.summary]).toEqual([
      'PART_MISSING',
      expect.stringContaining('/nowhere/server.js'),
    ])
  })

  test('everything after it is told as not looked at', async () => {
    const report = await examine({ command: '/nowhere/server', args: [] })
    expect(report.checks.map(({ verdict }) => verdict)).toEqual(['problem', ...Array(8).fill('skipped')])
  })
})

describe('an examination', () => {
  test('gives only the variables that are named, and shows none of their values', async () => {
    const env = { WEATHER_API_KEY: 'correct-horse-battery' }
    process.env['OMNI_DOCTOR_CANARY'] = 'canary-value'
    held({ close: () => void delete process.env['OMNI_DOCTOR_CANARY'] })
    const report = await examine({ command: process.execPath, args: [fixture, 'secret-in-stderr'], env })
    expect(JSON.stringify(report)).not.toContain('correct-horse')
    expect(JSON.stringify(report)).toContain('[secret]')
    const shown = await examine({
      command: process.execPath,
      args: ['-e', 'console.error(process.env);process.exit(1)'],
    })
    expect(JSON.stringify(shown)).not.toContain('canary-value')
  })

  test('never calls a tool that does not say it only reads', async () => {
    const report = await broken('destructive-only')
    expect(report.checks.find(({ step }) => step === 'call')?.text).toContain('none was called')
  })

  test('is not held up by a pattern that takes for ever', async () => {
    const report = await broken('slow-pattern')
    expect(nameOf(report)).toBe('OUTPUT_DOES_NOT_FIT')
    expect(report.durationMs).toBeLessThan(5_000)
  })

  test('tells its steps in order', async () => {
    const told: DoctorProgress[] = []
    await examine(
      { command: process.execPath, args: [fixture, 'none'] },
      { onProgress: (one: DoctorProgress) => told.push(one) },
    )
    expect(told.map(({ done }) => done)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8])
    expect(told.every(({ total }) => total === 9)).toBe(true)
  })

  test('that is ended leaves a report and no process', async () => {
    const stop = new AbortController()
    const path = file('started', '')
    const code = `require('fs').writeFileSync(${JSON.stringify(path)}, 'yes'); setInterval(() => {}, 1000)`
    const running = examine({ command: process.execPath, args: ['-e', code] }, { signal: stop.signal })
    await expect.poll(() => readFileSync(path, 'utf8')).not.toBe('')
    stop.abort()
    const report = await running
    expect(report).toMatchObject({ complete: false, verdict: 'warning' })
    expect(nameOf(report)).toBe('STOPPED')
    expect(processesNaming(path)).toEqual([])
  })

  test.skipIf(!isNamespace(here))('leaves nothing behind that left its process group', async () => {
    const mark = `omni-left-${process.pid}`
    const leave = `require('child_process').spawn('/bin/sh', ['-c', 'sleep 600; : ${mark}'], { detached: true, stdio: 'ignore' }).unref()`
    for (const [then, name] of [
      ['process.exit(3)', 'EXITED_AT_ONCE'],
      ['setInterval(() => {}, 1000)', 'NO_ANSWER'],
    ]) {
      const args = ['-e', `${leave}; ${then}`]
      const report = await examine({ command: process.execPath, args }, { limits: impatient })
      expect(nameOf(report)).toBe(name)
      expect(processesNaming(mark)).toEqual([])
    }
  })

  test('that takes too long ends by itself', async () => {
    const args = [fixture, 'silent']
    const report = await examine(
      { command: process.execPath, args },
      { limits: { wholeMs: 600, endMs: 300 } },
    )
    expect(nameOf(report)).toBe('TIME_UP')
    expect(report.complete).toBe(false)
  })
})

describe('official servers', () => {
  const bin = resolve(import.meta.dirname, '../../node_modules/.bin')
  const directory = mkdtempSync(join(tmpdir(), 'omni-doctor-'))
  afterAll(() => rmSync(directory, { recursive: true, force: true }))

  test.concurrent.each([
    ['mcp-server-everything', []],
    ['mcp-server-memory', []],
    ['mcp-server-filesystem', [directory]],
    ['mcp-server-sequential-thinking', []],
  ])('%s gets no false alarm', async (name, args) => {
    const env = { MEMORY_FILE_PATH: join(directory, 'memory.json') }
    const target = { command: join(bin, name), args, env, path: `${bin}:${process.env['PATH']}` }
    const report = DoctorReport.parse(await examineCommand(target))
    expect(report.checks.filter(({ verdict }) => verdict !== 'ok')).toEqual([])
    expect(report.verdict).toBe('ok')
  })
})

test('secrets among the arguments stand neither in the title nor in what a program says of them', async () => {
  const script =
    'console.error(process.argv.slice(1).map((word) => word.split("=").pop()).join(" ")); process.exit(3)'
  const secrets = [
    '--api-key',
    'correct-horse',
    '--db-password=battery-staple',
    '-e',
    'MY_TOKEN=canary-token',
  ]
  const report = await examine({ command: process.execPath, args: ['-e', script, '--', ...secrets] })
  expect(report.checks.flatMap(({ evidence }) => evidence).join()).toContain('--api-key [secret]')
  expect(JSON.stringify(report)).not.toMatch(/correct-horse|battery-staple|canary-token/)
})
