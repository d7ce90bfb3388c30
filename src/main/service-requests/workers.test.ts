import { mkdirSync, mkdtempSync, realpathSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Center } from '@servers/kit/center'
import { Worker } from '@servers/kit/worker/worker'
import type { QueryCall } from '@servers/sqlite/query-messages'
import { systemClock } from '@shared/lib/clock'
import { buildService, type BuiltService } from '../../../tests/support/build-service'
import { forkProgram } from '../host/headless/forked-process'
import { Workers } from './workers'

let built: BuiltService
let runDir: string
beforeAll(async () => {
  built = await buildService()
  runDir = realpathSync(mkdtempSync(join(tmpdir(), 'om-workers-')))
  mkdirSync(join(runDir, 'data'))
})
afterAll(() => {
  rmSync(runDir, { recursive: true, force: true })
  built.remove()
})

/** Main's workers and a service's end of one, with real processes between. */
async function query(memoryLimitMb = 256) {
  let pid = 0
  const workers = new Workers(
    {
      clock: systemClock,
      runDir,
      redact: (text) => text,
      log: () => {},
      spawn: (spec) => forkProgram(dirname(built.entry), spec),
    },
    'sqlite',
  )
  const center = {
    async ask(kind: string, details: { worker: string; memoryLimitMb: number; workerId: string }) {
      if (kind === 'worker.kill') return { ended: await workers.kill(details.workerId) }
      const started = await workers.start(details)
      pid = started.pid ?? 0
      return started
    },
  } as unknown as Center
  const worker = await Worker.start({ center, clock: systemClock }, 'query', memoryLimitMb)
  return { worker, pid: () => pid, workers }
}
/** Needs more and more memory and never ends. */
const sql = `WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT group_concat(hex(zeroblob(100000))) FROM n`
const endless = (): QueryCall => {
  const path = join(runDir, 'data', 'main.db')
  return {
    file: { path, realPath: path, closed: [], access: 'own', maxMb: 16 },
    request: { kind: 'read', sql, limits: { rows: 1, bytes: 1_000 } },
  }
}

test('a worker that dies says of what, although its service sees it first', async () => {
  for (const signal of ['SIGSEGV', 'SIGTERM'] as const) {
    const { worker, pid } = await query()
    process.kill(pid(), 'SIGSTOP')
    const call = expect(worker.call(endless(), { timeoutMs: 20_000 })).rejects.toMatchObject({
      reason: 'ended',
      message: `It was ended by ${signal}.`,
    })
    process.kill(pid(), signal)
    process.kill(pid(), 'SIGCONT')
    await call
    expect(worker.isGone).toBe(true)
  }
  expect(readdirSync(runDir).filter((name) => name.endsWith('.s'))).toEqual([])
})

test('one that takes too much memory says so', async () => {
  const { worker } = await query(200)
  await expect(worker.call(endless(), { timeoutMs: 20_000 })).rejects.toMatchObject({
    reason: 'ended',
    message: 'It used more than 200 MB of memory and was ended.',
  })
})

test('one that is ended by order has no reason of its own', async () => {
  const { worker, pid, workers } = await query()
  process.kill(pid(), 'SIGSTOP')
  await expect(worker.call(endless(), { timeoutMs: 200 })).rejects.toMatchObject({
    reason: 'timed-out',
    message: 'The worker process was ended: timed-out.',
  })
  expect(() => process.kill(pid(), 0)).toThrow('ESRCH')
  workers.close()
})
