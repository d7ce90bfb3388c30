import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'

export const root = resolve(import.meta.dirname, '../..')

export interface SourceFile {
  /** Path from the project's root, with forward slashes. */
  path: string
  text: string
  imports: Import[]
}

export interface Import {
  /** As written. */
  specifier: string
  /** Project path without extension when the import stays inside the project, else undefined. */
  target: string | undefined
}

/** Every TypeScript file below a folder of the project, with what it imports. */
export function readSources(folder: string): SourceFile[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => {
      const path = `${folder}/${name.replaceAll('\\', '/')}`
      const text = readFileSync(join(root, path), 'utf8')
      return { path, text, imports: importsOf(path, text) }
    })
}

/** Static imports, re-exports, side-effect imports and dynamic imports, type-only ones included. */
function importsOf(path: string, text: string): Import[] {
  const pattern =
    /(?:^|[\s;}])(?:import|export)\b[^'"()]*?from\s*['"]([^'"]+)['"]|(?:^|[\s;])import\s*['"]([^'"]+)['"]|\bimport\s*\(\s*['"]([^'"]+)['"]/gm
  return [...text.matchAll(pattern)].map((match) => {
    const specifier = match[1] ?? match[2] ?? match[3] ?? ''
    return { specifier, target: resolveTarget(path, specifier) }
  })
}

function resolveTarget(path: string, specifier: string): string | undefined {
  if (specifier.startsWith('@shared/')) return `src/shared/${specifier.slice(8)}`
  if (specifier.startsWith('@servers/')) return `src/servers/${specifier.slice(9)}`
  if (!specifier.startsWith('.')) return undefined
  return relative(root, resolve(root, dirname(path), specifier))
    .replaceAll('\\', '/')
    .replace(/\.tsx?$/, '')
}
