import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { programFlags } from './program-flags'

/** What code may do that holds `process` itself, as after an escape from a sandbox in the program. */
const attempts = `
import { createServer } from 'node:net'
const [read, secret, target, socket] = process.argv.slice(2)
const of = (name) => process.getBuiltinModule(name)
const tried = async (work) => { try { await work(); return 'done' } catch (error) { return error.code } }
console.log(JSON.stringify({
  own: await tried(() => of('fs').readFileSync(read)),
  secret: await tried(() => of('fs').readFileSync(secret)),
  write: await tried(() => of('fs').writeFileSync(target, '')),
  spawn: await tried(() => of('child_process').execFileSync(process.execPath, ['--version'])),
  thread: await tried(() => new (of('worker_threads').Worker)('1', { eval: true })),
  native: await tried(() => process.dlopen({ exports: {} }, read)),
  listen: await tried(() => new Promise((resolve, reject) => {
    const server = createServer().once('error', reject).listen(socket, () => server.close(resolve))
  })),
}))
`
let folder: string
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'om-flags-')))
  for (const name of ['programs', 'packages', 'data']) mkdirSync(join(folder, name))
  writeFileSync(join(folder, 'programs', 'worker.mjs'), attempts)
  writeFileSync(join(folder, 'packages', 'file'), '')
  writeFileSync(join(folder, 'data', 'secret'), '')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function outcome(sandboxed: boolean): Promise<unknown> {
  const spec = {
    program: 'worker',
    name: 'a',
    ...(sandboxed ? { sandboxed: { read: [join(folder, 'packages')] } } : {}),
  } as const
  const socket = process.platform === 'win32' ? `\\\\.\\pipe\\${folder.slice(-9)}` : join(folder, 'data', 's')
  const flags = programFlags(spec, join(folder, 'programs'))
  const files = [
    join(folder, 'packages', 'file'),
    join(folder, 'data', 'secret'),
    join(folder, 'data', 'new'),
    socket,
  ]
  const program = join(folder, 'programs', 'worker.mjs')
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, program, ...files])
  return JSON.parse(stdout)
}

test('a sandboxed program reads its own folders and listens, and is refused everything else', async () => {
  const refused = 'ERR_ACCESS_DENIED'
  expect(await outcome(true)).toEqual({
    own: 'done',
    secret: refused,
    write: refused,
    spawn: refused,
    thread: refused,
    native: 'ERR_DLOPEN_DISABLED',
    listen: 'done',
  })
})

test('any other program may do all that', async () => {
  expect(await outcome(false)).toMatchObject({
    own: 'done',
    secret: 'done',
    write: 'done',
    spawn: 'done',
    listen: 'done',
  })
})
