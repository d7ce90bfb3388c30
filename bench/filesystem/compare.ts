/**
 * Ordinary calls of our server and of the official one, each a process of its own, one client, one call at a time.
 * Run: node --import ./tests/support/typescript-sources.mjs bench/filesystem/compare.ts
 */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { buildService } from '../../tests/support/build-service.ts'
import { ServiceChild } from '../../tests/support/service-child.ts'
import { percentile } from '../../tests/support/statistics.ts'

const CALLS = 2_000
const base = realpathSync(mkdtempSync(join(tmpdir(), 'omni-compare-')))
const jail = join(base, 'jail')
mkdirSync(join(jail, 'tree'), { recursive: true })
mkdirSync(join(base, 'data'))
writeFileSync(join(jail, 'small'), 'x'.repeat(1_000))
writeFileSync(join(jail, 'large'), 'line of text\n'.repeat(80_000))
for (let n = 0; n < 1_000; n++) {
  mkdirSync(join(jail, `tree/${n % 20}`), { recursive: true })
  writeFileSync(join(jail, `tree/${n % 20}/${n}.txt`), '')
}

const service = await buildService()
const child = new ServiceChild(service.entry)
const settings = { folders: [jail], readOnly: false, historyMb: 100 }
const start = {
  type: 'start',
  serviceId: 'filesystem',
  endpoint: child.endpoint,
  dataDir: join(base, 'data'),
} as const
child.send({ ...start, settings })
await child.message('listening')
const ours = await child.client()

const entry = resolve(
  import.meta.dirname,
  '../../node_modules/@modelcontextprotocol/server-filesystem/dist/index.js',
)
const theirs = new Client({ name: 'compare', version: '1.0' })
await theirs.connect(
  new StdioClientTransport({ command: process.execPath, args: [entry, jail], stderr: 'ignore' }),
)

const at = (name: string): { path: string } => ({ path: join(jail, name) })
await row('read_text_file, 1 KB', 'read_text_file', () => at('small'))
await row('read_text_file, 1 MB', 'read_text_file', () => at('large'), CALLS / 20)
await row('read_text_file, tail 10 of 1 MB', 'read_text_file', () => ({ ...at('large'), tail: 10 }))
await row('get_file_info', 'get_file_info', () => at('small'))
await row('list_directory, 20 entries', 'list_directory', () => at('tree'))
await row('directory_tree, 1,020 entries', 'directory_tree', () => at('tree'), CALLS / 20)
await row(
  'search_files, 1,020 entries',
  'search_files',
  () => ({ ...at('tree'), pattern: '**/*9.txt' }),
  CALLS / 20,
)
await row('write_file, 1 KB, another content each time', 'write_file', (n) => ({
  ...at('small'),
  content: `${n}`.padEnd(1_000),
}))
await row(
  'edit_file',
  'edit_file',
  (n) => ({
    ...at('large'),
    edits: [{ oldText: n === 0 ? 'line' : `LINE ${n - 1} `, newText: `LINE ${n} ` }],
  }),
  CALLS / 20,
)

await Promise.all([ours.close(), theirs.close()])
await child.kill()
service.remove()
rmSync(base, { recursive: true })

/** Both servers get the same calls in turns of ten, so that other work on the machine meets both. */
async function row(
  name: string,
  tool: string,
  args: (n: number) => Record<string, unknown>,
  calls = CALLS,
): Promise<void> {
  const times = { ours: [] as number[], theirs: [] as number[] }
  for (let n = 0; n < calls; n += 10) {
    await turns(ours, times.ours, n)
    await turns(theirs, times.theirs, n)
  }
  async function turns(client: Client, into: number[], from: number): Promise<void> {
    for (let n = from; n < from + 10; n++) {
      const started = performance.now()
      await client.callTool({ name: tool, arguments: args(n) })
      into.push(performance.now() - started)
    }
  }
  const [mine, official] = [percentile(times.ours, 0.5), percentile(times.theirs, 0.5)]
  console.log(`| ${name} | ${mine.toFixed(3)} | ${official.toFixed(3)} | ${(mine / official).toFixed(2)} |`)
}
