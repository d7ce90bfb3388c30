import { resolve } from 'node:path'
import type { Argv } from './allow-list'

/** More is not looked at, since each costs a look at the disk: an argument is as long as its caller likes. */
const MAX_NAMES = 300
/** What stands around a path in an option, a setting, an address or a program text. */
const around = /[=:,@!;"'`|&<>(){}[\]$\s]+/
/** Letters of options, of which the last takes the rest as its value: `-nfprog.sed`. */
const cluster = /^-[a-z0-9]+/i

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
  const names = new Set<string>()
  const isWhole = args.every((arg) => {
    if ((cluster.exec(arg)?.[0].length ?? 0) > MAX_NAMES) return false
    for (const name of [arg, ...partsOf(arg)]) if (name !== '' && names.size <= MAX_NAMES) names.add(name)
    return names.size <= MAX_NAMES
  })
  return { paths: new Set([...names].map((name) => resolve(cwd, name))), isWhole }
}

function partsOf(arg: string): string[] {
  const letters = cluster.exec(arg)?.[0].length ?? 0
  const values = Array.from({ length: Math.max(0, letters - 1) }, (_, index) => arg.slice(index + 2))
  const afterEquals = arg.includes('=') ? [arg.slice(arg.indexOf('=') + 1)] : []
  return [...values, ...afterEquals, ...arg.split(around)]
}
