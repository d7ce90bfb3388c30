import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './running-center'

/** Clients of others that come from the registry as programs. */
const programs = {
  inspector: '@modelcontextprotocol/inspector/clients/launcher/build/index.js',
  mcporter: 'mcporter/dist/cli.js',
  'mcp-remote': 'mcp-remote/dist/proxy.js',
} as const
export type ClientProgram = keyof typeof programs

export function clientProgram(name: ClientProgram): string {
  return join(root, 'node_modules', programs[name])
}

/** A home of its own, so that no client reads or writes the developer's files. */
export function isolatedHome(home: string): Record<string, string> {
  return {
    ...(process.env as Record<string, string>),
    HOME: home,
    USERPROFILE: home,
    XDG_CONFIG_HOME: home,
    MCP_CATALOG_PATH: join(home, 'catalog.json'),
    MCP_REMOTE_CONFIG_DIR: join(home, 'mcp-remote'),
  }
}

/** @returns what it printed to standard output @throws when it ends with another code than 0 */
export async function runClient(name: ClientProgram, home: string, args: readonly string[]): Promise<string> {
  // Into a file: some end themselves while the rest of a long answer still waits for a pipe.
  const file = join(home, `${name}-${randomUUID()}.out`)
  const out = openSync(file, 'w')
  const child = spawn(process.execPath, [clientProgram(name), ...args], {
    env: isolatedHome(home),
    timeout: 60_000,
    stdio: ['ignore', out, 'pipe'],
  })
  closeSync(out)
  let complaints = ''
  child.stderr?.on('data', (chunk) => (complaints += String(chunk)))
  const [code, signal] = await once(child, 'close')
  if (code !== 0) throw new Error(`${name} ended with ${code ?? signal}: ${complaints}`)
  return readFileSync(file, 'utf8')
}
