import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { z } from 'zod'

/**
 * Absolute path of the package, links resolved. Looked for by the service: its sandboxed process may read this folder, but
 * not the places where one looks for it.
 */
export function findPyodide(): string {
  return dirname(createRequire(import.meta.url).resolve('pyodide/package.json'))
}

/** The files Pyodide asks for by name while it starts. */
export const BOOT_FILES = ['pyodide.asm.wasm', 'python_stdlib.zip'] as const

/** @returns the bytes as Latin-1 text */
export function readBootFile(folder: string, name: (typeof BOOT_FILES)[number]): string {
  return readFileSync(join(folder, name), 'latin1')
}

/** Pyodide's list of all packages built for it, most of which are not in the npm package. */
export function readLockFile(folder: string): string {
  return readFileSync(join(folder, 'pyodide-lock.json'), 'utf8')
}

/** Of the Python that Pyodide brings. */
export function pythonVersion(folder: string): string {
  return z.object({ info: z.object({ python: z.string() }) }).parse(JSON.parse(readLockFile(folder))).info
    .python
}

/**
 * The two modules of Pyodide as classic scripts that leave what they export in globals, since Node compiles modules
 * for another realm only behind an experimental flag. `import()` becomes a function that does not exist: Node's own
 * refusal would be an error object of the outer realm.
 * @throws when Pyodide is no longer built as expected
 */
export function readScripts(folder: string): { name: string; source: string }[] {
  return [
    script(
      folder,
      'pyodide.asm.mjs',
      /export default _createPyodideModule;/,
      'globalThis.createPyodideModule=_createPyodideModule;',
    ),
    script(
      folder,
      'pyodide.mjs',
      /export\s*\{\s*(\w+) as loadPyodide,[^}]*\};?/,
      'globalThis.loadPyodide=$1;',
    ),
  ]
}

function script(
  folder: string,
  name: string,
  exports: RegExp,
  assignment: string,
): { name: string; source: string } {
  const module = readFileSync(join(folder, name), 'utf8')
  if (!exports.test(module)) throw new Error(`${name} does not export what it is expected to.`)
  const source = module
    .replace(exports, assignment)
    .replaceAll('import.meta.url', '""')
    .replaceAll(/\bimport\s*\(/g, 'noImport(')
    .replace(/^\/\/# sourceMappingURL=.*$/m, '')
  // Strict as every module is: a function called without an object must not get the global one.
  return { name: name.replace('.mjs', '.js'), source: `(()=>{'use strict';${source}\n})()` }
}
