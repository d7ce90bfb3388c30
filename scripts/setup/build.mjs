import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { giveUp, projectEnvironment, projectNode, root } from './paths.mjs'

const stamp = join(root, 'out', '.built')

/** Builds `out/` when a source is newer than the last build. */
export function ensureBuilt() {
  const sources = ['src', 'electron.vite.config.ts', 'package-lock.json'].map((path) => join(root, path))
  if (existsSync(stamp) && !sources.some((path) => newerThan(path, statSync(stamp).mtimeMs))) return
  console.log('Building (a few seconds) ...')
  const builder = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js')
  const result = spawnSync(projectNode(), [builder, 'build', '--logLevel', 'warn'], {
    cwd: root,
    env: projectEnvironment(),
    encoding: 'utf8',
  })
  if (result.status !== 0) {
    giveUp(`${result.stdout}\n${result.stderr}\nThe build failed; the lines above say why.`)
  }
  writeFileSync(stamp, '')
}

function newerThan(path, timeMs) {
  const info = statSync(path)
  if (!info.isDirectory()) return info.mtimeMs > timeMs
  return readdirSync(path).some((name) => newerThan(join(path, name), timeMs))
}
