import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { registry } from '@servers/registry'
import { DoctorReport } from '@shared/domain/doctor'
import type { ExternalServer } from '@shared/domain/external'
import { connectToCenter } from '../../src/main/cli/connection'
import { runCli } from '../../src/main/cli/run'
import { FakeTerminal } from '../support/fake-terminal'
import { connectClient } from '../support/mcp-client'
import { root, startCenter, type RunningCenter } from '../support/running-center'

let home: string
let center: RunningCenter

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'omnimind-doctor-'))
  center = await startCenter({ home, portOffset: 11_900 })
})
afterAll(async () => {
  await center.stop()
  rmSync(home, { recursive: true, force: true })
})

test('the command as a process of its own waits for a service that sleeps', async () => {
  const run = promisify(execFile)
  const { stdout } = await run(
    process.execPath,
    [join(root, 'out/main/cli.js'), 'doctor', 'sqlite', '--json'],
    { env: { ...process.env, OMNIMIND_HOME: home } },
  )
  expect(stdout).toContain('"SQLite"')
}, 60_000)

test('the command line finds no problem in a healthy center, and says so of every service', async () => {
  const terminal = new FakeTerminal({ OMNIMIND_HOME: home, PATH: process.env['PATH'] })
  const code = await runCli(['doctor', '--json'], terminal)
  const { reports } = z
    .object({ reports: z.array(DoctorReport) })
    .parse(JSON.parse(terminal.outLines.join('\n')))
  const problems = reports.flatMap(({ target, checks }) =>
    checks.filter(({ verdict }) => verdict === 'problem').map(({ name, text }) => [target.title, name, text]),
  )
  expect(problems).toEqual([])
  expect(code).toBe(0)
  const titles = reports.map(({ target }) => target.title)
  expect(titles).toEqual(expect.arrayContaining(['This machine', ...registry.map(({ title }) => title)]))
}, 60_000)

test('the UI asks the doctor service, which is started by that', async () => {
  const { client } = connectToCenter(home)
  const events = []
  for await (const event of await client.doctor.examine({ id: 'memory' })) events.push(event)
  expect(events.slice(0, -1).every(({ type }) => type === 'progress')).toBe(true)
  expect(events.at(-1)).toMatchObject({
    type: 'report',
    report: { target: { title: 'Memory' }, verdict: 'ok', complete: true },
  })
  const doctor = (await center.status()).services.find(({ id }) => id === 'doctor')
  expect(doctor?.state).toBe('ready')
}, 60_000)

const fixture = resolve(import.meta.dirname, '../doctor/fixtures/broken-server.mjs')

/** An external server with one fault, added and on its way. */
async function addBroken(fault: string): Promise<string> {
  const server: ExternalServer = {
    id: fault,
    title: fault,
    description: '',
    mode: 'always',
    requestTimeoutS: 60,
    transport: {
      kind: 'stdio',
      command: process.execPath,
      args: [fixture, fault],
      env: {},
      cwd: null,
      sharing: 'shared',
      startupTimeoutS: 60,
      isolation: 'auto',
    },
  }
  await connectToCenter(home).client.external.add(server)
  return fault
}

/** What the button and the doctor's tools say. */
async function byButton(id: string): Promise<DoctorReport> {
  for await (const event of await connectToCenter(home).client.doctor.examine({ id }))
    if (event.type === 'report') return event.report
  throw new Error('There was no report.')
}

async function byCommand(target: string): Promise<DoctorReport | undefined> {
  const terminal = new FakeTerminal({ OMNIMIND_HOME: home, PATH: process.env['PATH'] })
  await runCli(['doctor', target, '--json'], terminal)
  const { reports } = z
    .object({ reports: z.array(DoctorReport) })
    .parse(JSON.parse(terminal.outLines.join('\n')))
  return reports[0]
}

test('the tools of a server that none says to only read are judged, by button and by command', async () => {
  const id = await addBroken('unannotated')
  for (const report of [await byButton(id), await byCommand(id)]) {
    expect([report?.summary, report?.code]).toEqual(['No valid schema: "write".', 'OMD-404'])
    expect(report?.facts.tools).toBe(2)
  }
}, 60_000)

test('a server that is starting is waited for, and its own name is told, not that of the gateway', async () => {
  const id = await addBroken('slow-start')
  const report = await byCommand(id)
  expect(report?.checks.find(({ step }) => step === 'state')?.text).toContain('slow-start is ready')
  expect(report?.facts).toMatchObject({ server: 'broken 1.0', tools: 1 })
  expect(report?.verdict).toBe('ok')
}, 60_000)

test('one that never gets so far is explained by its last words, whatever it is doing at the moment', async () => {
  const id = await addBroken('no-package')
  for (const report of [await byCommand(id), await byButton(id)]) {
    expect(report?.code).toBe('OMD-116')
    expect(report?.summary).toContain('The package could not be fetched.')
    expect(report?.checks.find(({ step }) => step === 'handshake')?.verdict).toBe('skipped')
  }
}, 60_000)

test('a service that holds much is not blamed for it: the call is the one its manifest names', async () => {
  const client = await connectClient(new URL(`${center.url(4321)}/mcp`), center.token)
  const text = 'All work and no play makes Jack a dull boy. '.repeat(20)
  for (let batch = 0; batch < 4; batch++) {
    const entities = Array.from({ length: 50 }, (_, index) => ({
      name: `entity ${batch} ${index}`,
      entityType: 'test',
      observations: [text],
    }))
    const { isError } = await client.callTool({ name: 'create_entities', arguments: { entities } })
    expect(isError).not.toBe(true)
  }
  await client.close()
  const calls = [await byButton('memory'), await byCommand('memory')].map((report) => {
    expect(report?.verdict).toBe('ok')
    return report?.checks.find(({ step }) => step === 'call')
  })
  expect(calls.map((check) => /^"(\w+)"/.exec(check?.text ?? '')?.[1])).toEqual(['open_nodes', 'open_nodes'])
}, 60_000)

test('the address of a service is told as that, with its name', async () => {
  const report = await byCommand(`${center.url(4321)}/mcp`)
  expect([report?.code, report?.nextStep]).toEqual([
    'OMD-229',
    'Examine it by its name: omnimind doctor memory',
  ])
})
