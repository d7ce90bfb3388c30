import { OmniMindError } from '@shared/errors'

/** A program to run, found, and its arguments. */
export interface Argv {
  /** Absolute path. */
  program: string
  args: readonly string[]
}

/** A line of the person's list: a program, and the arguments a call must begin with. */
export interface AllowedCommand {
  /** As the person wrote it. */
  text: string
  /** Bare name or absolute path. */
  command: string
  args: readonly string[]
}

/**
 * Items stand apart by spaces; one with spaces is put in double quotes as a whole. There is no other syntax: no escapes,
 * no wildcards, no variables.
 * @throws OmniMindError CONFIG_INVALID
 */
export function parseAllowedCommand(text: string): AllowedCommand {
  const items = [...text.matchAll(/"([^"]*)"(?!\S)|[^\s"]+(?!\S)/g)].map((match) => match[1] ?? match[0])
  const rest = text.replace(/"[^"]*"(?!\S)|[^\s"]+(?!\S)/g, '').trim()
  const [command, ...args] = items
  if (rest === '' && command) return { text, command, args }
  throw new OmniMindError('CONFIG_INVALID', `The allowed command ${JSON.stringify(text)} cannot be read.`, {
    nextStep:
      'Write a program and its first arguments, each apart by a space, or as a whole in double quotes.',
  })
}

/**
 * The line that allows this, or null. The program must be the same file: that of a bare name is found by `find`, as that
 * of the call was. Each argument of the line must equal the call's at its place; what follows is free.
 */
export function allowedBy(
  argv: Argv,
  list: readonly AllowedCommand[],
  find: (command: string) => string | null,
): string | null {
  const fits = ({ command, args }: AllowedCommand): boolean =>
    args.every((arg, index) => argv.args[index] === arg) && find(command) === argv.program
  return list.find(fits)?.text ?? null
}
