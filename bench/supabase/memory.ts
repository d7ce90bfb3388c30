/**
 * What the service supabase costs: memory (Pss, Linux) of the service at rest, after its first request to a project, and of
 * the embedded database's process while it makes a database, after some statements and at rest; and times.
 *
 * Run: node --import ./tests/support/typescript-sources.mjs bench/supabase/memory.ts
 */
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { FromService, type ToService } from '../../src/shared/process/service-messages.ts'
import { buildService } from '../../tests/support/build-service.ts'
import { PipeClientTransport } from '../../tests/support/pipe-client-transport.ts'
import { TestCenter } from '../../tests/support/test-center.ts'

const built = await buildService()
const workerEntry = built.entry.replace('service.js', 'worker.js')
const base = mkdtempSync(join(tmpdir(), 'omni-bench-'))

await embedded()
await hosted()
rmSync(base, { recursive: true })
built.remove()

async function embedded(): Promise<void> {
  const center = new TestCenter({ serviceId: 'supabase', workerEntry })
  const { child, client } = await start(center, {})
  await settled()
  console.log(`service at rest, no project: ${pss(child.pid)} MB`)
  let peak = 0
  const watch = setInterval(() => {
    for (const pid of center.pids()) peak = Math.max(peak, pss(pid))
  }, 20)
  await timed('first call: makes the database', () => call(client, 'list_tables', {}))
  clearInterval(watch)
  console.log(`its process meanwhile, at most: ${peak} MB`)
  await call(client, 'create_table', {
    table: 't',
    columns: [
      { name: 'id', type: 'bigint' },
      { name: 'text', type: 'text' },
    ],
  })
  const rows = Array.from({ length: 500 }, (_, id) => ({ id, text: 'x'.repeat(100) }))
  await timed('100 inserts of one row', async () => {
    for (let n = 0; n < 100; n++)
      await call(client, 'insert_rows', { table: 't', rows: [{ id: n, text: 'y' }] })
  })
  await timed('20 inserts of 500 rows', async () => {
    for (let n = 0; n < 20; n++) await call(client, 'insert_rows', { table: 't', rows })
  })
  await timed('100 selects of 50 rows of 10,100', async () => {
    for (let n = 0; n < 100; n++) await call(client, 'select_rows', { table: 't', order: [{ column: 'id' }] })
  })
  await settled()
  console.log(
    `database's process at rest: ${center.pids().map(pss).join(', ')} MB; service: ${pss(child.pid)} MB`,
  )
  process.kill(center.pids()[0] ?? 0, 'SIGKILL')
  await settled()
  await timed('first call after its process ended', () => call(client, 'list_tables', {}))
  await stop(child, client)
  await center.close()
}

async function hosted(): Promise<void> {
  const project = createServer((_, response) => response.end('[]')).listen(0, '127.0.0.1')
  await once(project, 'listening')
  const url = `http://127.0.0.1:${(project.address() as AddressInfo).port}`
  const center = new TestCenter({ serviceId: 'supabase' })
  const { child, client } = await start(center, { url, key: 'a-key-of-nobody' })
  await settled()
  console.log(`service at rest, with a project: ${pss(child.pid)} MB`)
  await timed('first call: loads supabase-js', () => call(client, 'select_rows', { table: 't' }))
  await timed('200 selects', async () => {
    for (let n = 0; n < 200; n++) await call(client, 'select_rows', { table: 't' })
  })
  await settled()
  console.log(`service afterwards: ${pss(child.pid)} MB`)
  await stop(child, client)
  project.close()
}

async function start(
  center: TestCenter,
  settings: Record<string, string>,
): Promise<{ child: ChildProcess; client: Client }> {
  const dataDir = mkdtempSync(join(base, 'data-'))
  const endpoint = join(base, `${Object.keys(settings).length}.sock`)
  const child = fork(built.entry, [], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const send = (message: ToService): void => void (child.connected && child.send(message))
  const listening = new Promise<void>((resolve) => {
    child.on('message', (raw) => {
      const message = FromService.parse(raw)
      if (message.type === 'listening') resolve()
      if (message.type !== 'request') return
      void center
        .respond(message.request)
        .then((outcome) => send({ type: 'response', id: message.id, outcome }))
    })
  })
  send({ type: 'start', serviceId: 'supabase', endpoint, dataDir, settings })
  await listening
  const client = new Client({ name: 'bench', version: '1.0' })
  await client.connect(await PipeClientTransport.connect(endpoint))
  return { child, client }
}

async function stop(child: ChildProcess, client: Client): Promise<void> {
  await client.close()
  const ended = once(child, 'exit')
  child.send({ type: 'stop' })
  await ended
}

async function call(client: Client, name: string, args: Record<string, unknown>): Promise<void> {
  const { isError, content } = await client.callTool({ name, arguments: args }, undefined, {
    timeout: 120_000,
  })
  if (isError) throw new Error(JSON.stringify(content))
}

async function timed(name: string, run: () => Promise<void>): Promise<void> {
  const begin = performance.now()
  await run()
  console.log(`${name}: ${(performance.now() - begin).toFixed(0)} ms`)
}

/** The heap is tidied some seconds after the start. */
function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 6_000))
}

function pss(pid: number | undefined): number {
  const found = /^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))
  return Math.round(Number(found?.[1] ?? 0) / 1024)
}
