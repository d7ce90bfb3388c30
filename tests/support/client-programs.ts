import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
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
  const run = promisify(execFile)
  const env = isolatedHome(home)
  const { stdout } = await run(process.execPath, [clientProgram(name), ...args], { env, timeout: 60_000 })
  return stdout
}
