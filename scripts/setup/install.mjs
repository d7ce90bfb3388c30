import { spawnSync } from 'node:child_process'
import { existsSync, lstatSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { giveUp, root } from './paths.mjs'

/**
 * Installs the dependencies when they are missing or older than the lock file.
 * Runs on the system's Node (20 or newer); the project's own Node 24 comes with the install.
 */
export function ensureInstalled() {
  // A link leads to another checkout's packages: installing here would empty them.
  if (lstatSync(join(root, 'node_modules'), { throwIfNoEntry: false })?.isSymbolicLink()) return
  const installed = join(root, 'node_modules', '.package-lock.json')
  const lock = join(root, 'package-lock.json')
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return
  console.log('Installing dependencies (once) ...')
  const npm = process.env.npm_execpath
  const [command, args] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []]
  const result = spawnSync(command, [...args, 'ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: 'inherit',
    shell: command === 'npm' && process.platform === 'win32',
  })
  if (result.status === 0) return
  giveUp(
    'The installation failed; the lines above say why. Check the network and run the same command again.',
  )
}
