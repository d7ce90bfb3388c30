import type { Argv } from './allow-list'
import { kindAt, names } from './called'
import { commandLanguages } from './known-programs'

/** Ways of a program text out of itself: to programs, other files, and functions named by data. */
const awkWaysOut = /system|getline|[|@]/
const awkOption = /^-[Fvf]/
const awkFile = /^-f(.*)$/s
/** Printing, deleting and replacing; not the commands that read, write or run. */
const plainSed = /^(?:[\d,$~+]*!?[dpq=]|s\/(?:[^/\\\n]|\\.)*\/(?:[^/\\\n]|\\.)*\/[gpi\d]*)$/
const sedFlags = /^-[nErsuz]+$/
/** `-f FILE` and `-nfFILE`. */
const sedFile = /^-[nErsuz]*f(.*)$/s
/** Settings name programs, an alias is one. */
const gitSettings = /^(-c|--config-env|--exec-path=)/

/** True when a text among the arguments may start or read what no argument names. */
export function saysMore(argv: Argv, cwd: string): boolean {
  return names(argv).some((name) => {
    if (commandLanguages.has(name)) return true
    if (/^([gmn]|original-)?awk$/.test(name)) return awkSaysMore(argv, cwd)
    if (/^g?sed$/.test(name)) return sedSaysMore(argv, cwd)
    return name === 'git' && argv.args.some((arg) => gitSettings.test(arg))
  })
}

/** Which argument is the text depends on the options before it, so all of them must be plain. */
function awkSaysMore({ args }: Argv, cwd: string): boolean {
  const isPlain = (arg: string): boolean => !awkWaysOut.test(arg) && (!isOption(arg) || awkOption.test(arg))
  return !args.every(isPlain) || !areFiles(valuesOf(awkFile, args), cwd)
}

function sedSaysMore({ args }: Argv, cwd: string): boolean {
  if (args.some((arg) => isOption(arg) && !sedFlags.test(arg) && !sedFile.test(arg))) return true
  const files = valuesOf(sedFile, args)
  if (files.length > 0) return !areFiles(files, cwd)
  return !plainSed.test(args.find((arg) => !isOption(arg)) ?? '')
}

/** What is attached to an option, or follows it. */
function valuesOf(option: RegExp, args: readonly string[]): string[] {
  return args.flatMap((arg, index) => {
    const attached = option.exec(arg)?.[1]
    return attached === undefined ? [] : [attached === '' ? (args[index + 1] ?? '') : attached]
  })
}

function areFiles(paths: readonly string[], cwd: string): boolean {
  return paths.every((path) => kindAt(path, cwd) === 'file')
}

function isOption(arg: string): boolean {
  return arg.startsWith('-')
}
