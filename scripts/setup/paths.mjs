import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of package.json. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** Node-API version that the SQLite add-on is built for; an older Node dies on loading it, without a message. */
const NEEDED_NODE_API = 10

/**
 * The Node that runs OmniMind: the installed package `node`, or this one when it is new enough.
 * Ends the program with an explanation when there is neither.
 */
export function projectNode() {
  const own = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  if (existsSync(own)) return own
  if (Number(process.versions.napi) >= NEEDED_NODE_API) return process.execPath
  return giveUp(
    `OmniMind needs Node 24; this is ${process.version}, and the copy that "npm ci" brings is missing.\n` +
      'Run "npm ci" without --ignore-scripts, or install Node 24.',
  )
}

/** Ends the program with an explanation. */
export function giveUp(text) {
  console.error(text)
  return process.exit(1)
}

/** The environment in which commands of node_modules/.bin, and the project's Node, are found first. */
export function projectEnvironment() {
  const separator = process.platform === 'win32' ? ';' : ':'
  return { ...process.env, PATH: join(root, 'node_modules', '.bin') + separator + (process.env.PATH ?? '') }
}
