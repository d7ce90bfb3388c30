import { createHash } from 'node:crypto'
import type { ConsentQuestion } from '@shared/domain/consent'
import type { Argv } from './allow-list'
import type { ChangeableCode } from './changeable-code'
import { isPlainReader } from './plain-readers'
import type { Sandbox } from './sandbox'

/** A call, as far as the caller says what it does. */
export interface Command extends Argv {
  /** Real path. */
  cwd: string
  input: string | undefined
  /** What the caller added. */
  env: Readonly<Record<string, string>>
}

const NOT_COMPARED = 'It names more, or larger, files than OmniMind can compare the next time.'
const NEVER_HOLDS =
  'would hold for this program with these arguments in this folder, whatever its input and variables are'

/**
 * The question to the person. Every item of the argv stands by itself, so that neither spaces nor length can hide where
 * one ends. To forbid something one need not know what it runs, so "never" is always offered.
 */
export function commandQuestion(
  command: Command,
  code: ChangeableCode,
  sandbox: Sandbox,
  network: boolean,
): Omit<ConsentQuestion, 'client'> {
  const { program, args, cwd, input, env } = command
  const walls = sandboxText(sandbox, network)
  const variables = Object.entries(env)
  return {
    title: 'Run a program',
    details: [
      { label: 'Program', value: program },
      ...args.map((value, index) => ({ label: `Argument ${index + 1}`, value })),
      { label: 'Folder', value: cwd },
      ...(input === undefined ? [] : [{ label: 'Input', value: input }]),
      ...variables.map(([name, value]) => ({ label: `Variable ${name}`, value })),
      ...(code.isWhole ? [] : [{ label: 'Asked each time', value: NOT_COMPARED }]),
      ...(input === undefined && variables.length === 0 ? [] : [{ label: 'Never', value: NEVER_HOLDS }]),
      { label: 'Sandbox', value: walls },
    ],
    lasting: { ...alwaysKey(command, code, walls), never: digest([program, args, cwd]) },
  }
}

/**
 * Two commands have one key only when they are the same in everything that was looked at, the walls around them included.
 * Whether that is all there is, only plain readers let us say.
 */
function alwaysKey(
  { program, args, cwd, input, env }: Command,
  code: ChangeableCode,
  walls: string,
): ConsentQuestion['lasting'] {
  if (!code.isWhole) return {}
  const variables = Object.entries(env).sort(([a], [b]) => (a < b ? -1 : 1))
  const key = digest([program, args, cwd, input ?? null, variables, code, walls])
  return isPlainReader(program) ? { always: key } : { 'always-whatever-it-loads': key }
}

/** Short for every argv there can be. */
function digest(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}

function sandboxText(sandbox: Sandbox, network: boolean): string {
  if (sandbox.kind === 'none') return `none: it can do whatever you can do. ${sandbox.why}`
  const walls =
    'writes only in the folders you allowed, sees nothing else of your home folder but its own program'
  return `${walls}, ${network ? 'uses the network' : 'no network'}`
}
