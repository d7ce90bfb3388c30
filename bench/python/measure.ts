import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { buildService } from '../../tests/support/build-service'
import { ServiceChild } from '../../tests/support/service-child'
import { TestCenter } from '../../tests/support/test-center'

/**
 * Measures the python service as it runs: a service process, its interpreter process, a client on its socket. By hand:
 * `node --import ./tests/support/typescript-sources.mjs bench/python/measure.ts`; Linux only (PSS).
 */
const built = await buildService()
const dataDir = mkdtempSync(join(tmpdir(), 'omni-bench-python-'))
const center = new TestCenter({
  serviceId: 'python',
  workerEntry: built.entry.replace('service.js', 'worker.js'),
})

async function startService(): Promise<{ service: ServiceChild; client: Client }> {
  const service = new ServiceChild(built.entry, ['--expose-gc'])
  service.center = {
    async respond(request) {
      const outcome = await center.respond(request)
      // A service that was killed meanwhile cannot be answered.
      return service.process.connected ? outcome : await new Promise(() => {})
    },
  }
  await service.start('python', dataDir)
  return { service, client: await service.client() }
}

async function run(client: Client, code: string): Promise<number> {
  const startedAt = performance.now()
  const ran = await client.callTool({ name: 'run_python', arguments: { code } }, undefined, {
    timeout: 120_000,
  })
  if (ran.isError) throw new Error(JSON.stringify(ran.content))
  return performance.now() - startedAt
}

async function isRunning(client: Client): Promise<boolean> {
  const { structuredContent } = await client.callTool({ name: 'list_python_sessions', arguments: {} })
  return JSON.stringify(structuredContent).includes('"isRunning":true')
}

function pssMb(pid: number | undefined): number {
  const kb = /^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1]
  return Math.round(Number(kb) / 1_024)
}

const first = await startService()
console.log('idle service, PSS MB', pssMb(first.service.process.pid))
console.log('first run, ms', Math.round(await run(first.client, '1 + 1')))
const [worker] = center.pids()
console.log('interpreter, PSS MB', pssMb(worker), 'service', pssMb(first.service.process.pid))
const warm = []
for (let round = 0; round < 200; round++) warm.push(await run(first.client, `${round} + 1`))
warm.sort((a, b) => a - b)
console.log('warm run, ms: p50', warm[100]?.toFixed(1), 'p99', warm[198]?.toFixed(1))
const loop = 'total = 0\nfor i in range(3_000_000): total += i\ntotal'
console.log('3 million additions, ms', Math.round(await run(first.client, loop)))
await run(first.client, 'open("safe.txt", "w").write("x" * 100_000)')

console.log('SIGKILL of the service while code runs')
const inFlight = run(first.client, 'while True: pass').catch(() => 'the call failed, as it must')
while (!(await isRunning(first.client))) continue
await first.service.kill()
await first.client.close()
console.log(await inFlight)
await center.close()
const second = await startService()
const { structuredContent } = await second.client.callTool({ name: 'python_list_files', arguments: {} })
console.log('after the restart', JSON.stringify(structuredContent))
console.log('first run, ms', Math.round(await run(second.client, 'len(open("safe.txt").read())')))
await second.client.close()
await second.service.kill()
await center.close()
built.remove()
rmSync(dataDir, { recursive: true, force: true })
process.exit(0)
