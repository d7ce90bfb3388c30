import { redactArguments } from '@shared/redaction/arguments'

const MAX_COMMAND_LENGTH = 300
const MAX_ARGUMENT_LENGTH = 120

/** A command line as it may be shown: without what is or may be secret, and the rest shortened. */
export function shownCommand(argv: readonly string[]): string {
  const shown = redactArguments(argv).map((argument) => shortened(argument, MAX_ARGUMENT_LENGTH))
  return shortened(shown.join(' '), MAX_COMMAND_LENGTH)
}

function shortened(text: string, length: number): string {
  const plain = text.replaceAll(/\p{Cc}/gu, ' ')
  return plain.length <= length ? plain : `${plain.slice(0, length - 3).toWellFormed()}...`
}
