import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

export interface ElectronExecutable {
  kind: 'real' | 'double'
  path: string
  /** Which one it is, for the person who reads the test's output. */
  sentence: string
}

const root = resolve(import.meta.dirname, '../..')
const double = join(root, 'tests/electron-double/electron')

/**
 * The Electron that desktop tests run on: the one of ELECTRON_OVERRIDE_DIST_PATH, else the downloaded one, else
 * the double. What passes on the double is not proven for Electron.
 */
export function electronExecutable(env: NodeJS.ProcessEnv = process.env): ElectronExecutable {
  const path = overridden(env['ELECTRON_OVERRIDE_DIST_PATH']) ?? downloaded()
  if (path === undefined || resolve(path) === double) {
    const sentence = 'Desktop tests run on the Electron double (no Electron runtime is installed here).'
    return { kind: 'double', path: double, sentence }
  }
  return { kind: 'real', path, sentence: `Desktop tests run on the real Electron at ${path}.` }
}

function overridden(folder: string | undefined): string | undefined {
  return folder ? join(folder, process.platform === 'win32' ? 'electron.exe' : 'electron') : undefined
}

function downloaded(): string | undefined {
  const note = join(root, 'node_modules/electron/path.txt')
  if (!existsSync(note)) return undefined
  const path = join(root, 'node_modules/electron/dist', readFileSync(note, 'utf8'))
  return existsSync(path) ? path : undefined
}
