import { randomBytes } from 'node:crypto'
import { constants, createContext, runInContext } from 'node:vm'
import type { HostCalls, RealmCalls } from './host-calls'
import { BOOT_FILES, readBootFile, readScripts } from './pyodide-files'
import { guarded } from './guarded-host'
import { realmInterpreter } from './realm-interpreter'
import { realmLockdown } from './realm-lockdown'
import { realmModules } from './realm-modules'
import { realmPlatform, type Platform } from './realm-platform'
import { realmScratch } from './realm-scratch'

const MAX_RANDOM = 1024 * 1024
/** Node warns of longer ones. */
const MAX_DELAY_MS = 2 ** 31 - 1

/** What the realm reports, and what it may read beside Pyodide itself. */
export interface RealmHost extends Pick<HostCalls, 'settle' | 'output' | 'changed'> {
  /** @returns a package's bytes as Latin-1 text, null when there is none of that name */
  packageFile(name: string): string | null
}

/**
 * Opens a JavaScript world of its own that has the language and nothing of Node: no process, no modules, no network, no
 * files, no way to compile a string. Pyodide runs in there, and Python's `js` can reach nothing but what is there.
 *
 * @param pyodide the package's folder
 */
export function openRealm(host: RealmHost, pyodide: string): RealmCalls {
  // Without a sandbox object, whose prototype would be one of ours.
  const realm = createContext(constants.DONT_CONTEXTIFY, { codeGeneration: { strings: false, wasm: true } })
  const inRealm = <Part extends (...values: never[]) => unknown>(part: Part): Part =>
    runInContext(`'use strict';(${String(part)})`, realm, { filename: `${part.name}.js` }) as Part

  const bootFiles = new Map<string, string>(
    BOOT_FILES.map((name) => [`/${name}`, readBootFile(pyodide, name)]),
  )
  const readFile = (name: string): string => {
    const bytes = bootFiles.get(name) ?? host.packageFile(name.replace(/^\/packages\//, ''))
    bootFiles.delete(name)
    if (bytes === null) throw new Error(`There is no file ${name}.`)
    return bytes
  }
  const calls = guarded({
    settle: host.settle,
    output: host.output,
    changed: host.changed,
    file: readFile,
    after: (id, ms) => void setTimeout(() => platform.fire(id), Math.min(Math.max(ms, 0), MAX_DELAY_MS) || 0),
    random: (count) => randomBytes(Math.min(Math.max(count, 0), MAX_RANDOM) || 0).toString('latin1'),
    decode: (bytes, encoding) => new TextDecoder(encoding).decode(Buffer.from(bytes, 'latin1')),
    encode: (text) => Buffer.from(text, 'utf8').toString('latin1'),
  })
  const platform: Platform = inRealm(realmPlatform)(calls)
  for (const { name, source } of readScripts(pyodide)) runInContext(source, realm, { filename: name })
  const parts = {
    openScratch: inRealm(realmScratch),
    lockDown: inRealm(realmLockdown),
    removeModules: inRealm(realmModules),
  }
  return inRealm(realmInterpreter)(platform, parts)
}
