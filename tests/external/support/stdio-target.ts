import { tmpdir } from 'node:os'
import { resolve } from 'node:path'
import type { StdioTarget } from './host-child'

const root = resolve(import.meta.dirname, '../../..')
const PATH = '/usr/local/bin:/usr/bin:/bin'

/** A program of node's as main would order it. */
export function nodeTarget(
  script: string,
  args: string[] = [],
  changes: Partial<StdioTarget> = {},
): StdioTarget {
  return {
    kind: 'stdio',
    command: process.execPath,
    args: [script, ...args],
    env: { PATH },
    cwd: tmpdir(),
    sharing: 'shared',
    startupTimeoutMs: 15_000,
    isolation: 'auto',
    ...changes,
  }
}

/** A script of node's given as text. */
export function inlineTarget(code: string, changes: Partial<StdioTarget> = {}): StdioTarget {
  return { ...nodeTarget(''), args: ['--input-type=module', '-e', code], ...changes }
}

/** A command line of the shell, as npx and uvx put one between. */
export function shellTarget(line: string, changes: Partial<StdioTarget> = {}): StdioTarget {
  return { ...nodeTarget(''), command: '/bin/sh', args: ['-c', line], ...changes }
}

export const hostileServer = resolve(root, 'tests/external/hostile-server.mjs')
export const everythingServer = resolve(
  root,
  'node_modules/@modelcontextprotocol/server-everything/dist/index.js',
)
export const memoryServer = resolve(root, 'node_modules/@modelcontextprotocol/server-memory/dist/index.js')

export function hostile(behaviour: string, changes: Partial<StdioTarget> = {}): StdioTarget {
  return nodeTarget(hostileServer, [behaviour], changes)
}
