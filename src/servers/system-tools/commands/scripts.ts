import type { Argv } from './allow-list'
import { kindAt, names } from './called'
import { interpreters, launchers, projectRunners, shells } from './known-programs'

/** What follows one of these, or is attached to it, is loaded before the script. */
const loads = /^(?:-r|--(?:require|import|loader|experimental-loader|rcfile|init-file)(?:=|$))(.*)$/s
/** A program text, the standard input, or the name of a module, in place of a script. */
const shellText = /^(-|-[a-z]*[cs]|--?command|-EncodedCommand|\/[ck])$/i
const interpreterText = /^(-$|-[a-z]*[cem]$|-[cem]|--(eval|print|run|execute|test)\b)/i
/** More of these, of single languages. */
const textOf: Readonly<Record<string, RegExp>> = {
  node: /^-p/,
  nodejs: /^-p/,
  php: /^-[br]/i,
  lua: /^-l/,
  luajit: /^-[lj]/,
}

/** True for programs that start another one, or what a file of the working folder says. */
export function runsUnseen(argv: Argv): boolean {
  return names(argv).some((name) => launchers.has(name) || projectRunners.has(name))
}

/** False for an interpreter that runs something else than a file among its arguments. */
export function namesItsScript(argv: Argv, cwd: string): boolean {
  const called = names(argv)
  const isShell = called.some((name) => shells.has(name))
  if (!isShell && !called.some((name) => interpreters.has(name))) return true
  const texts = [isShell ? shellText : interpreterText, ...called.flatMap((name) => textOf[name] ?? [])]
  if (argv.args.some((arg) => texts.some((text) => text.test(arg)))) return false
  return loadsFiles(argv.args, cwd) && hasScript(argv.args, cwd)
}

/** A folder or a package instead of a file is looked up in ways of its own. */
function loadsFiles(args: readonly string[], cwd: string): boolean {
  return args.every((arg, index) => {
    const attached = loads.exec(arg)?.[1]
    const loaded = attached === '' ? args[index + 1] : attached
    return loaded === undefined || kindAt(loaded, cwd) === 'file'
  })
}

/**
 * The first name that is no option is the script, unless an option takes it as its value. Which options do is not known
 * here, so after one a folder must not stand in the script's place: it may be run as well, by a file in it.
 */
function hasScript(args: readonly string[], cwd: string): boolean {
  for (const [index, arg] of args.entries()) {
    const before = args[index - 1] ?? ''
    if (arg.startsWith('-') || loads.exec(before)?.[1] === '') continue
    const mayBeValue = before.startsWith('-')
    const kind = kindAt(arg, cwd)
    if (kind === 'file')
      return !mayBeValue || args.slice(index + 1).every((later) => kindAt(later, cwd) !== 'other')
    if (kind === 'other' || !mayBeValue) return false
  }
  return false
}
