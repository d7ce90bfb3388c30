import { resolve } from 'node:path'
import type { Argv } from './allow-list'

/** More is not looked at: an argument is as long as its caller likes. */
const MAX_NAMES = 1_000
/** What stands around a path in an option, a setting, an address or a program text. */
const around = /[=:,@!;"'`|&<>(){}[\]$\s]+/
/** Letters of options, of which the last takes the rest as its value: `-nfprog.sed`. */
const cluster = /^-[a-z0-9]+/i
/** What programs add to the name of a module by themselves. */
const endings = [
  '',
  '.js',
  '.cjs',
  '.mjs',
  '.json',
  '.node',
  '.ts',
  '.rb',
  '.py',
  '.pl',
  '.lua',
  '.awk',
  '.sh',
  '.so',
]

export interface NamedFiles {
  /** Absolute paths, of files that may be there or not: every way in which an argument could be read as one. */
  paths: ReadonlySet<string>
  /** False: there are more. */
  isWhole: boolean
}

/**
 * What the arguments may name as files. Which part of an argument a program takes for a path is its own affair, so every
 * part is looked at: too many cost a look each, a missed one lets what was allowed become another thing.
 */
export function namedFiles({ args }: Argv, cwd: string): NamedFiles {
  const names = new Set<string>(args)
  const isWhole = args.every((arg) => {
    if ((cluster.exec(arg)?.[0].length ?? 0) > MAX_NAMES) return false
    for (const part of partsOf(arg)) names.add(part)
    return names.size <= MAX_NAMES
  })
  names.delete('')
  const paths = [...names].flatMap((name) => endings.map((ending) => resolve(cwd, name + ending)))
  return { paths: new Set(paths), isWhole }
}

function partsOf(arg: string): string[] {
  const letters = cluster.exec(arg)?.[0].length ?? 0
  const values = Array.from({ length: Math.max(0, letters - 1) }, (_, index) => arg.slice(index + 2))
  const afterEquals = arg.includes('=') ? [arg.slice(arg.indexOf('=') + 1)] : []
  return [...values, ...afterEquals, ...arg.split(around)]
}
