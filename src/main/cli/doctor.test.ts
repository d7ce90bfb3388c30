import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { DoctorReport } from '@shared/domain/doctor'
import { held } from '../../../tests/external/support/held'
import { ScriptedServer } from '../../../tests/external/support/scripted-server'
import { FakeTerminal } from '../../../tests/support/fake-terminal'
import { startTestDashboard, type RunningDashboard } from '../../../tests/support/running-dashboard'
import { runCli } from './run'

const fixture = resolve(import.meta.dirname, '../../../tests/doctor/fixtures/broken-server.mjs')
/** Far from the ports that anything on this machine has. */
const PORT_OFFSET = '17000'

let board: RunningDashboard
let empty: string
beforeAll(async () => {
  board = await startTestDashboard()
  empty = mkdtempSync(join(tmpdir(), 'omni-doctor-cli-'))
})
afterAll(async () => {
  await board.close()
  rmSync(empty, { recursive: true })
})

async function doctor(words: string[], home = empty) {
  const terminal = new FakeTerminal({
    OMNIMIND_HOME: home,
    OMNIMIND_PORT_OFFSET: PORT_OFFSET,
    PATH: process.env['PATH'],
  })
  const code = await runCli(['doctor', ...words], terminal)
  return { code, out: terminal.outLines.join('\n'), err: terminal.errLines.join('\n') }
}
const reportsIn = (text: string): DoctorReport[] =>
  z.object({ reports: z.array(DoctorReport) }).parse(JSON.parse(text)).reports
const broken = (fault: string) => ['--', process.execPath, fixture, fault]

describe('a command', () => {
  test('with a problem ends with 10 and says the cause and the next step', async () => {
    const { code, out, err } = await doctor(broken('exit'))
    expect(code).toBe(10)
    expect(out.split('\n').slice(0, 3)).toEqual([
      expect.stringMatching(/^■ Problem: .*broken-server\.mjs exit$/),
      'It ended by itself right after it started (exit code 3): fatal: nothing to do here (OMD-110)',
      expect.stringMatching(/^Next step: /),
    ])
    expect(out).toContain('fatal: nothing to do here')
    expect(err).toContain('2/9 It answers the greeting ...')
  })

  test('that is healthy ends with 0; its options belong to it', async () => {
    const { code, out } = await doctor(['--json', ...broken('none'), '--json', '--help'])
    expect([code, reportsIn(out).map(({ verdict }) => verdict)]).toEqual([0, ['ok']])
  })

  test('gets the variables that are named, and none is shown', async () => {
    const env = ['--env', 'WEATHER_API_KEY=correct-horse']
    expect((await doctor(broken('needs-variable'))).out).toContain(
      'It needs the environment variable WEATHER_API_KEY',
    )
    expect((await doctor([...env, ...broken('needs-variable')])).code).toBe(0)
    expect((await doctor([...env, ...broken('secret-in-stderr')])).out).not.toContain('correct-horse')
  })
})

test.each(['localhost:3000/mcp', '127.0.0.1:3000/mcp', 'example.org/mcp', '[::1]:3000'])(
  'the address "%s" lacks its http://, and is no name of a service',
  async (address) => {
    const { code, out } = await doctor([address])
    expect(code).toBe(10)
    expect(out).toContain(`■ Problem: ${address}`)
    expect(out).toContain('OMD-201 ADDRESS_INVALID')
  },
)

test('an address is examined with its headers; the report may go to a file', async () => {
  const server = held(await ScriptedServer.start(() => 'default'))
  const file = join(empty, 'report.md')
  const { code, out, err } = await doctor([server.url, '--header', 'X-Key: correct-horse', '--output', file])
  expect([code, out]).toEqual([0, ''])
  expect(err).toContain(`Written to ${file}.`)
  expect(server.requests[0]?.http.headers['x-key']).toBe('correct-horse')
  expect(readFileSync(file, 'utf8')).toMatch(/^# ▲ Warning: http:\/\/127\.0\.0\.1:\d+\/mcp\n/)
})

describe('without a word', () => {
  test('and without a running OmniMind it looks at the machine and says how to start', async () => {
    const { out } = await doctor(['--json'])
    const [machine, ...services] = reportsIn(out)
    expect(services).toEqual([])
    expect(machine?.checks.find(({ step }) => step === 'instance')).toMatchObject({
      name: 'NOT_RUNNING',
      nextStep: expect.stringContaining('omnimind start'),
    })
  })

  test('it looks at the machine and at every service of the one that runs', async () => {
    const { out } = await doctor(['--json'], board.home)
    const [machine, ...services] = reportsIn(out)
    expect(machine?.checks.find(({ step }) => step === 'instance')?.verdict).toBe('ok')
    expect(services.map(({ target }) => target)).toContainEqual({ kind: 'service', title: 'Memory' })
  })
})

test.each([
  [['memry'], 4, 'Did you mean "memory"?'],
  [['--'], 2, 'omnimind doctor -- COMMAND'],
  [['memory', '--', 'npx'], 2, 'omnimind doctor -- COMMAND'],
  [['memory', 'thinking'], 2, 'One at a time'],
  [['http://127.0.0.1:1/', '--header', 'nothing'], 2, 'NAME: VALUE'],
])('%j is refused', async (words, code, text) => {
  const answer = await doctor(words, board.home)
  expect([answer.code, answer.err]).toEqual([code, expect.stringContaining(text)])
})
