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

/** What main keeps of a remembered answer. */
const MAX_KEY_LENGTH = 200_000

/**
 * The question to the person. Every item of the argv stands by itself, so that neither spaces nor length can hide where
 * one ends.
 */
export function commandQuestion(
  command: Command,
  code: ChangeableCode,
  sandbox: Sandbox,
  network: boolean,
): Omit<ConsentQuestion, 'client'> {
  const { program, args, cwd, input, env } = command
  const key = rememberKey(command, code, sandboxText(sandbox, network))
  const why = whyEachTime(command, code, key)
  return {
    title: 'Run a program',
    details: [
      { label: 'Program', value: program },
      ...args.map((value, index) => ({ label: `Argument ${index + 1}`, value })),
      { label: 'Folder', value: cwd },
      ...(input === undefined ? [] : [{ label: 'Input', value: input }]),
      ...Object.entries(env).map(([name, value]) => ({ label: `Variable ${name}`, value })),
      ...(why === null ? [] : [{ label: 'Asked each time', value: why }]),
      { label: 'Sandbox', value: sandboxText(sandbox, network) },
    ],
    rememberAs: why === null ? key : null,
  }
}

/** Why there is no answer for good; null: there is one. */
function whyEachTime({ program }: Command, code: ChangeableCode, key: string): string | null {
  if (!isPlainReader(program))
    return 'This program can run code that OmniMind cannot see. What you trust all the same you can list in the settings of System tools.'
  if (!code.isWhole || key.length > MAX_KEY_LENGTH)
    return 'It names more, or larger, files than OmniMind can compare the next time.'
  return null
}

/** Canonical JSON: two commands have one key only when they are the same in everything, the walls around them included. */
function rememberKey(
  { program, args, cwd, input, env }: Command,
  code: ChangeableCode,
  sandbox: string,
): string {
  const variables = Object.entries(env).sort(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify([program, args, cwd, input ?? null, variables, code, sandbox])
}

function sandboxText(sandbox: Sandbox, network: boolean): string {
  if (sandbox.kind === 'none') return `none: it can do whatever you can do. ${sandbox.why}`
  const walls =
    'writes only in the folders you allowed, sees nothing else of your home folder but its own program'
  return `${walls}, ${network ? 'uses the network' : 'no network'}`
}
