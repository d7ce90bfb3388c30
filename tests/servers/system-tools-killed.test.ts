import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  watch,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { buildService, type BuiltService } from '../support/build-service'
import { processesNaming } from '../support/processes'
import { ServiceChild } from '../support/service-child'

let built: BuiltService
beforeAll(async () => {
  built = await buildService()
})
afterAll(() => built.remove())

let folder: string
let dataDir: string
beforeEach(() => {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'omni-killed-')))
  folder = join(base, 'folder')
  dataDir = join(base, 'data')
  for (const one of [folder, dataDir]) mkdirSync(one)
  return () => rmSync(base, { recursive: true, force: true })
})

async function startService(allowedCommands: string[]): Promise<ServiceChild> {
  const child = new ServiceChild(built.entry)
  onTestFinished(async () => await child.kill())
  const settings = { folders: [folder], allowedCommands }
  child.send({ type: 'start', serviceId: 'system-tools', endpoint: child.endpoint, dataDir, settings })
  await child.message('listening')
  return child
}

test('SIGKILL in the middle of a write leaves the old file or the new one, and the next start tidies up', async () => {
  const size = 4 * 1024 * 1024
  const old = 'o'.repeat(size)
  let leftBehind = 0
  // Until a kill came before the end of a write: otherwise there was nothing to tidy up.
  for (let round = 0; round < 3 || leftBehind === 0; round++) {
    const service = await startService([])
    const file = join(folder, 'file')
    writeFileSync(file, old)
    const client = await service.client()
    const begun = Promise.withResolvers<void>()
    const watching = watch(folder, () => begun.resolve())
    const call = client.callTool({
      name: 'write_file_secure',
      arguments: { path: file, content: 'n'.repeat(size), overwrite: true },
    })
    call.catch(() => {})
    await begun.promise
    watching.close()
    await service.kill()
    const content = readFileSync(file, 'utf8')
    expect(content.length).toBe(size)
    expect(new Set(content).size).toBe(1)
    leftBehind += readdirSync(folder).filter((name) => name.endsWith('.omnimind-tmp')).length
    await client.close()
    const next = await startService([])
    await vi.waitFor(() => expect(readdirSync(join(dataDir, 'unfinished-writes'))).toEqual([]))
    expect(readdirSync(folder)).toEqual(['file'])
    await next.kill()
  }
})

test('SIGKILL in the middle of a program leaves nothing of it', async () => {
  const service = await startService(['sh'])
  const mark = `${8_000 + process.pid}.5`
  const script = join(folder, 'script.sh')
  writeFileSync(script, `sleep ${mark} & sleep ${mark} & sleep ${mark}`)
  const client = await service.client()
  const call = client.callTool({ name: 'execute_command', arguments: { command: 'sh', args: [script] } })
  call.catch(() => {})
  await vi.waitFor(() => expect(processesNaming(mark).length).toBeGreaterThanOrEqual(3), { timeout: 10_000 })
  await service.kill()
  await vi.waitFor(() => expect(processesNaming(mark)).toEqual([]), { timeout: 5_000 })
  await client.close()
})

test('nor where there is no sandbox', async () => {
  const mark = `${9_000 + process.pid}.5`
  const script = resolve(import.meta.dirname, '../support/run-unguarded.ts')
  const loader = resolve(import.meta.dirname, '../support/typescript-sources.mjs')
  const args = ['--import', loader, script, '/bin/sh', '-c', `sleep ${mark} & sleep ${mark}; true`]
  const runner = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] })
  const sleeping = (): number[] => processesNaming(mark).filter((pid) => pid !== runner.pid)
  onTestFinished(() => void runner.kill('SIGKILL'))
  await vi.waitFor(() => expect(sleeping().length).toBeGreaterThanOrEqual(3), { timeout: 15_000 })
  runner.kill('SIGKILL')
  await once(runner, 'exit')
  await vi.waitFor(() => expect(sleeping()).toEqual([]), { timeout: 5_000 })
})
