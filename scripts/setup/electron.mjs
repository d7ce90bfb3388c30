import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectNode, root } from './paths.mjs'

const DOWNLOAD_LIMIT_MS = 180_000

/**
 * Finds the Electron runtime, fetching it the first time.
 * @returns `{ path }`, or `{ why }`: one sentence on why there is no desktop here
 */
export function findElectron() {
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY && !override()) {
    return { why: 'There is no display here.' }
  }
  const path = override() ?? installedElectron() ?? downloadElectron()
  return path
    ? { path }
    : { why: 'The Electron runtime could not be downloaded (its download site is not reachable).' }
}

function override() {
  const folder = process.env.ELECTRON_OVERRIDE_DIST_PATH
  return folder ? join(folder, 'electron') : undefined
}

function installedElectron() {
  const pathFile = join(root, 'node_modules', 'electron', 'path.txt')
  if (!existsSync(pathFile)) return undefined
  const path = join(root, 'node_modules', 'electron', 'dist', readFileSync(pathFile, 'utf8'))
  return existsSync(path) ? path : undefined
}

function downloadElectron() {
  console.log('Fetching the Electron runtime (once) ...')
  const installer = join(root, 'node_modules', 'electron', 'install.js')
  spawnSync(projectNode(), [installer], { cwd: root, stdio: 'ignore', timeout: DOWNLOAD_LIMIT_MS })
  return installedElectron()
}
