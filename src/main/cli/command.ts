import type { ParseArgsOptionsConfig } from 'node:util'
import { OmniMindError } from '@shared/errors'
import type { ExitCode } from '@shared/exit-codes'
import type { CliIo } from './io'

/** What a command is run with. */
export interface Invocation {
  io: CliIo
  /** The data directory. */
  home: string
  json: boolean
  /** The words after the command's name. */
  words: string[]
  /** Those of them that stood after `--`; null when it was not there. */
  afterDashes: string[] | null
  flag: (name: string) => boolean
  option: (name: string) => string | undefined
  /** Every value of an option that may be repeated. */
  list: (name: string) => string[]
}

/** One word of the command line. */
export interface Command {
  name: string
  /** The words and options after the name. */
  usage: string
  /** One line for the overview. */
  summary: string
  /** More lines for its own help. */
  details?: string
  options: ParseArgsOptionsConfig
  run(invocation: Invocation): Promise<ExitCode>
}

/** A command line that cannot be understood; exit code 2. */
export function usageError(message: string, nextStep = 'See "omnimind help".'): OmniMindError {
  return new OmniMindError('BAD_INPUT', message, { nextStep })
}

/** @throws OmniMindError BAD_INPUT when words are left that the command has no use for */
export function noMore(words: readonly string[], command: string): void {
  if (words.length > 0)
    throw usageError(`"${words.join(' ')}" is too much.`, `See "omnimind help ${command}".`)
}
