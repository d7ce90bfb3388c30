import { programName } from '@shared/lib/program-name'
import { interpreters, shells } from './known-programs'
import { wordSet } from '@shared/lib/word-set'

/**
 * A courtesy, not the control: it explains to a model why something well known for its harm is not even asked about.
 * What it does not know is still asked (there are endless ways to write the same thing).
 */
export interface Danger {
  /** `never`: refused whatever the person's list says. `indirect`: refused unless a line of the list allows it. */
  kind: 'never' | 'indirect'
  why: string
}

export function dangerOf(program: string, args: readonly string[], hasInput: boolean): Danger | null {
  return harmOf(program, args) ?? indirectionOf(programName(program), args, hasInput)
}

const powerOff = new Set(['shutdown', 'reboot', 'halt', 'poweroff'])
/** Programs before another program, whose own arguments come first. */
const wrappers = wordSet(`
  sudo doas env nice ionice nohup timeout time setsid stdbuf chroot busybox toybox xargs unshare
  setpriv systemd-run
`)
const eraseDisks = /^(mkfs(\..+)?|mke2fs|mkswap|wipefs|fdisk|sfdisk|parted|blkdiscard|diskpart|format)$/
const blockDevice = /^\/dev\/(sd|hd|vd|xvd|nvme|mmcblk|disk|rdisk|loop|dm-|mapper\/|md|mem|kmem|port)/
/** The root, a folder right below it, or a home. */
const systemFolder = /^(\/+|\/+[^/]+\/*|\/+(home|Users)\/+[^/]+\/*|\/+\*|[A-Za-z]:[\\/]*(Windows.*)?|~\/?)$/i

function harmOf(program: string, args: readonly string[]): Danger | null {
  const name = programName(program)
  const never = (why: string): Danger => ({ kind: 'never', why })
  if (powerOff.has(name) || (/^(tel)?init$/.test(name) && /^[06]$/.test(args[0] ?? '')))
    return never('It would stop this machine.')
  if (eraseDisks.test(name)) return never('It would erase or repartition a disk.')
  if (name === 'dd' && args.some((arg) => blockDevice.test(arg.replace(/^of=/, '')) && arg.startsWith('of=')))
    return never('It would write over a disk or the memory.')
  const target = args.find((arg) => !arg.startsWith('-') && systemFolder.test(arg))
  if (target !== undefined && isRecursive(args)) {
    if (name === 'rm' || name === 'shred') return never(`It would delete ${target} with everything in it.`)
    if (['chmod', 'chown', 'chgrp', 'setfacl'].includes(name))
      return never(`It would change who may use everything in ${target}.`)
  }
  if (args.some((arg) => /:\s*\(\s*\)\s*\{.*\|.*&\s*\}/s.test(arg)) && shells.has(name))
    return never('It would start copies of itself without end.')
  return wrappers.has(name) ? harmBehind(args) : null
}

/** What a launcher starts stands somewhere among its arguments, behind options of its own. */
function harmBehind(args: readonly string[]): Danger | null {
  for (const [index, arg] of args.entries()) {
    const harm = harmOf(arg, args.slice(index + 1))
    if (harm) return harm
  }
  return null
}

function isRecursive(args: readonly string[]): boolean {
  return args.some((arg) => arg === '--recursive' || /^-[a-z]*r/i.test(arg))
}

const shellText = /^(-[a-z]*c|--?command|-EncodedCommand|\/[ck])$/i
const interpreterText = /^(-[a-z]*[cepr].*|--(eval|print|run|execute)(=.*)?)$/i
const findActions = wordSet(`
  -exec -execdir -ok -okdir -delete -fprint -fprintf -fls
`)

function indirectionOf(name: string, args: readonly string[], hasInput: boolean): Danger | null {
  const indirect = (why: string): Danger => ({ kind: 'indirect', why })
  const isInterpreter = shells.has(name) || interpreters.has(name)
  const textOption = shells.has(name) ? shellText : interpreterText
  if (isInterpreter && ownOptions(args).some((arg) => textOption.test(arg)))
    return indirect(
      'A program text in an argument is hard to judge. Write it into a file, and run that file.',
    )
  if (isInterpreter && hasInput && args.every((arg) => arg.startsWith('-')))
    return indirect('A program text as input is hard to judge. Write it into a file, and run that file.')
  if (name === 'env' && args.some((arg) => /^(-[a-z0-9]*S|--split-string)/i.test(arg)))
    return indirect('env -S makes a command line of a text. Name the program itself as command.')
  if (name === 'xargs' || name === 'parallel')
    return indirect(`${name} starts a program for each line of its input. Call that program itself.`)
  const action = name === 'find' ? args.find((arg) => findActions.has(arg)) : undefined
  if (action !== undefined)
    return indirect(`find ${action} acts on whatever is found. List first, then act by name.`)
  return null
}

/** The options before the script (`-x`, and cmd.exe's `/c`); what follows is the script's. */
function ownOptions(args: readonly string[]): readonly string[] {
  const script = args.findIndex((arg) => !/^(-.|\/[a-z]$)/i.test(arg))
  return script < 0 ? args : args.slice(0, script)
}
