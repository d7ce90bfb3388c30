import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Argv } from './allow-list'
import { realPath } from './inside'
import { interpreters, launchers, multiCall, programName, projectRunners, shells } from './known-programs'

/** What follows one of these is loaded before the script. */
const loads = /^(-r|--(require|import|loader|experimental-loader|rcfile|init-file))$/
/** A program text, or the name of a module, in place of a script. */
const shellText = /^(-[a-z]*c|--?command|-EncodedCommand|\/[ck])$/i
const interpreterText = /^(-[a-z]*[cem]$|-[cem]|--(eval|print|run|execute|test)\b)/i

/** True for programs that start another one, or what a file of the working folder says. */
export function runsUnseen(argv: Argv): boolean {
  return names(argv).some((name) => launchers.has(name) || projectRunners.has(name))
}

/** False for an interpreter that runs something else than a file among its arguments. */
export function namesItsScript(argv: Argv, cwd: string): boolean {
  const isShell = names(argv).some((name) => shells.has(name))
  if (!isShell && !names(argv).some((name) => interpreters.has(name))) return true
  const text = isShell ? shellText : interpreterText
  if (argv.args.some((arg) => text.test(arg))) return false
  const first = argv.args.find(
    (arg, index) => !loads.test(argv.args[index - 1] ?? '') && kindAt(resolve(cwd, arg)) !== null,
  )
  // A folder may be run as well, by a file in it.
  return first !== undefined && kindAt(resolve(cwd, first)) === 'file'
}

/** As it is called, and as what it leads to is; one file of many programs (busybox) goes by what it is called. */
function names({ program }: Argv): string[] {
  const real = programName(realPath(program))
  return [programName(program), ...(multiCall.has(real) ? [] : [real])]
}

function kindAt(path: string): 'file' | 'other' | null {
  try {
    return statSync(path).isFile() ? 'file' : 'other'
  } catch {
    return null
  }
}
