import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { registry } from '@servers/registry'
import { DoctorReport } from '@shared/domain/doctor'
import { connectToCenter } from '../../src/main/cli/connection'
import { runCli } from '../../src/main/cli/run'
import { FakeTerminal } from '../support/fake-terminal'
import { startCenter, type RunningCenter } from '../support/running-center'

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
