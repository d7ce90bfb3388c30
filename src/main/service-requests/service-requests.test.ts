import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { LogEntry } from '@shared/domain/log'
import type { CenterDuty } from '@shared/domain/manifest'
import { OmniMindError } from '@shared/errors'
import type { CenterRequest } from '@shared/process/center-requests'
import { FakeHost } from '../../../tests/support/fake-process'
import { memoryLogger } from '../../../tests/support/memory-logger'
import { manifestOf } from '../../../tests/support/supervisor-world'
import { VirtualClock } from '../../../tests/support/virtual-clock'
import { createServiceRequests, type ServiceRequestDeps } from './index'

let runDir: string
let host: FakeHost
let clock: VirtualClock
let written: LogEntry[]
beforeEach(() => {
  runDir = mkdtempSync(join(tmpdir(), 'om-req-'))
  host = new FakeHost()
  host.onSpawn = (process) => process.listening()
  clock = new VirtualClock()
  written = []
})
afterEach(() => rmSync(runDir, { recursive: true }))

const desk = (asksFor: CenterDuty[], more: Partial<ServiceRequestDeps> = {}) =>
  createServiceRequests({
    clock,
    runDir,
    spawn: host.spawn,
    redact: (text) => text,
    writeLog: (entry) => written.push(entry),
    log: memoryLogger(),
    consents: { ask: () => Promise.resolve({ kind: 'allowed' }) },
    logs: {
      search: () => Promise.resolve({ entries: [], more: false }),
      write: (serviceId, lines) => Promise.resolve({ written: serviceId === 'files' ? lines.length : 0 }),
      statistics: () => Promise.resolve({ sources: [] }),
      forget: () => Promise.resolve({ removed: 0 }),
    },
    services: () => [],
    wakeService: () => {},
    accessToken: () => 'omm_x',
    ...more,
  })({ ...manifestOf('files'), asksFor })
const never = new AbortController().signal
const start: CenterRequest = { kind: 'worker.start', worker: 'query', memoryLimitMb: 100 }

test('a service gets only what its manifest names', async () => {
  const open = desk(['logs-keep'])
  expect(await open.answer({ kind: 'logs.write', lines: [{ level: 'info', text: 'x' }] }, never)).toEqual({
    kind: 'done',
    value: { written: 1 },
  })
  for (const request of [start, { kind: 'services.access' }, { kind: 'services.list' }] as const)
    expect(await open.answer(request, never)).toMatchObject({
      kind: 'failed',
      problem: { code: 'REQUEST_REFUSED', message: `Files may not ask for ${request.kind}.` },
    })
  expect(host.processes).toEqual([])
})

test('who may read logs may neither write nor remove them', async () => {
  const open = desk(['logs-read'])
  const query = { sources: [], minLevel: 'debug', from: null, to: null, text: '', limit: 1 } as const
  const reading: CenterRequest[] = [
    { kind: 'logs.search', query: { ...query, sources: [] } },
    { kind: 'logs.statistics' },
  ]
  for (const request of reading) expect(await open.answer(request, never)).toMatchObject({ kind: 'done' })
  const keeping: CenterRequest[] = [
    { kind: 'logs.forget', before: 0, sources: [], client: null },
    { kind: 'logs.write', lines: [{ level: 'info', text: 'x' }] },
  ]
  for (const request of keeping)
    expect(await open.answer(request, never)).toMatchObject({ problem: { code: 'REQUEST_REFUSED' } })
})

test('a failure is an answer: with its own code, or as a fault of ours', async () => {
  const own = desk(['consent'], {
    consents: { ask: () => Promise.reject(new OmniMindError('BAD_INPUT', 'no', { nextStep: 'try' })) },
  })
  const ask: CenterRequest = {
    kind: 'consent.ask',
    question: { title: 't', details: [], client: null, lasting: {} },
  }
  expect(await own.answer(ask, never)).toEqual({
    kind: 'failed',
    problem: { code: 'BAD_INPUT', message: 'no', nextStep: 'try' },
  })
  const broken = desk(['consent'], { consents: { ask: () => Promise.reject(new Error('bug')) } })
  expect(await broken.answer(ask, never)).toMatchObject({ problem: { code: 'INTERNAL', cause: 'bug' } })
})

test('a failure is logged, but not that of a request which was cancelled', async () => {
  const log = memoryLogger()
  const search = (_query: unknown, signal?: AbortSignal) => Promise.reject(signal?.reason ?? new Error('bug'))
  const open = desk(['logs-read'], { log, logs: { search } as never })
  const query = { sources: [], minLevel: 'debug', from: null, to: null, text: '', limit: 1 } as const
  const request: CenterRequest = { kind: 'logs.search', query: { ...query, sources: [] } }
  expect(await open.answer(request, AbortSignal.abort())).toMatchObject({ kind: 'failed' })
  expect(log.lines).toEqual([])
  await open.answer(request, never)
  expect(log.lines).toHaveLength(1)
})

test('a worker is a process of its own, logs as its service, and is killed by order', async () => {
  const open = desk(['workers'])
  const outcome = await open.answer(start, never)
  const process = host.last('files')
  expect(process.spec).toMatchObject({ program: 'worker', heapLimitMb: 75 })
  expect(process.sent[0]).toMatchObject({ type: 'start', serviceId: 'files', worker: 'query' })
  if (outcome.kind !== 'done') throw new Error('not started')
  const { workerId, endpoint } = outcome.value as { workerId: string; endpoint: string }
  expect(endpoint).toBe(process.endpoint)
  process.says({ type: 'log', level: 'warn', text: 'slow' })
  expect(written).toMatchObject([{ source: 'files', text: 'slow' }])
  const kill = { kind: 'worker.kill', workerId } as const
  expect(await open.answer(kill, never)).toEqual({ kind: 'done', value: { ended: null } })
  expect(process.signals).toEqual(['SIGKILL'])
})

test('why a worker ended by itself is told', async () => {
  const open = desk(['workers'])
  for (const [happens, told] of [
    [() => host.last('files').crash('SIGSEGV'), 'It was ended by SIGSEGV.'],
    [() => host.last('files').crash(3), 'It ended with code 3.'],
    [
      () => {
        host.last('files').say('FATAL ERROR: Reached heap limit - JavaScript heap out of memory\n')
        host.last('files').crash('SIGABRT')
      },
      'It needed more memory than its limit of 100 MB allows.',
    ],
  ] as const) {
    const outcome = await open.answer(start, never)
    if (outcome.kind !== 'done') throw new Error('not started')
    const { workerId } = outcome.value as { workerId: string }
    happens()
    expect(await open.answer({ kind: 'worker.kill', workerId }, never)).toEqual({
      kind: 'done',
      value: { ended: told },
    })
  }
})

test('one that does not start is ended and told', async () => {
  host.onSpawn = (process) => process.spawned()
  const open = desk(['workers'])
  const starting = open.answer(start, never)
  await clock.advance(15_000)
  expect(await starting).toMatchObject({ problem: { code: 'SERVICE_START_FAILED' } })
  expect(host.alive()).toEqual([])
  host.onSpawn = (process) => process.crash(1)
  expect(await open.answer(start, never)).toMatchObject({ problem: { code: 'SERVICE_START_FAILED' } })
})

test('there are 8 at most, and all end with the run', async () => {
  const open = desk(['workers'])
  for (let n = 0; n < 8; n++) await open.answer(start, never)
  expect(await open.answer(start, never)).toMatchObject({ problem: { code: 'REQUEST_REFUSED' } })
  host.processes[0]?.crash()
  expect(await open.answer(start, never)).toMatchObject({ kind: 'done' })
  open.close()
  await Promise.resolve()
  expect(host.alive()).toEqual([])
  expect(await open.answer(start, never)).toMatchObject({ problem: { code: 'REQUEST_REFUSED' } })
})
