/**
 * Reads and writes a path while another process exchanges a directory of it with a link to the outside (Linux, python3).
 * Run: node --import ./tests/support/typescript-sources.mjs bench/filesystem/races.ts [races] [races against the official server]
 */
import { join, resolve } from 'node:path'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { Folders } from '../../src/servers/kit/folders/folders.ts'
import { openArena, type Arena } from './arena.ts'

const [races = 100_000, officialRaces = 20_000] = process.argv.slice(2).map(Number)
const CONTENT = Buffer.from('written')

/** How a server reads and writes; it throws when it refuses. */
interface Contender {
  read(path: string): Promise<string>
  write(path: string): Promise<void>
  close(): Promise<void>
}

await report('ours', races, async ({ jail }) => {
  const folders = new Folders([jail])
  return {
    read: async (path) => await folders.read(path, async ({ file }) => await file.readFile('utf8')),
    write: async (path) => await folders.write(path, CONTENT),
    close: async () => {},
  }
})
await report('official', officialRaces, openOfficial)

type Outcome = 'done' | 'refused' | 'escaped'

async function report(
  name: string,
  count: number,
  open: (arena: Arena) => Promise<Contender>,
): Promise<void> {
  const arena = await openArena()
  const contender = await open(arena)
  const read = async (): Promise<Outcome> => {
    try {
      return arena.isSecret(await contender.read(arena.path)) ? 'escaped' : 'done'
    } catch {
      return 'refused'
    }
  }
  // A write may be refused and have escaped all the same.
  const write = async (): Promise<Outcome> => {
    const isRefused = await contender.write(arena.path).then(
      () => false,
      () => true,
    )
    if (arena.wasWritten()) return 'escaped'
    return isRefused ? 'refused' : 'done'
  }
  console.log(name, 'read', await run(count, read))
  console.log(name, 'write', await run(count, write))
  await contender.close()
  await arena.close()
}

async function run(count: number, race: () => Promise<Outcome>) {
  const seen = { done: 0, refused: 0, escaped: 0 }
  const started = performance.now()
  for (let n = 0; n < count; n++) seen[await race()]++
  return { ...seen, microsecondsEach: Math.round(((performance.now() - started) * 1_000) / count) }
}

async function openOfficial({ jail }: Arena): Promise<Contender> {
  const entry = resolve(import.meta.dirname, '../../node_modules/@modelcontextprotocol/server-filesystem')
  const args = [join(entry, 'dist/index.js'), jail]
  const client = new Client({ name: 'races', version: '1.0' })
  await client.connect(new StdioClientTransport({ command: process.execPath, args, stderr: 'ignore' }))
  const call = async (name: string, given: Record<string, unknown>): Promise<string> => {
    const { isError, content } = await client.callTool({ name, arguments: given })
    if (isError) throw new Error('refused')
    return JSON.stringify(content)
  }
  return {
    read: async (path) => await call('read_text_file', { path }),
    write: async (path) => void (await call('write_file', { path, content: 'written' })),
    close: async () => await client.close(),
  }
}
