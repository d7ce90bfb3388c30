import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { join, resolve } from 'node:path'

const outDir = resolve(import.meta.dirname, '../../out/bench')

/**
 * A TypeScript file of this folder, and those of it that it imports, as plain JavaScript: Node's own type stripping would
 * cost a measured process 20 MB that nobody's server has.
 * @returns the file to run
 */
export function plainScript(name: string): string {
  const source = readFileSync(join(import.meta.dirname, name), 'utf8')
  const text = stripTypeScriptTypes(source).replace(/(from '\.\/)([\w-]+)\.ts'/g, (_, start, imported) => {
    plainScript(`${imported}.ts`)
    return `${start}${imported}.mjs'`
  })
  const file = join(outDir, name.replace(/\.ts$/, '.mjs'))
  mkdirSync(outDir, { recursive: true })
  writeFileSync(file, text)
  return file
}
