import { createRedactor, REDACTED } from '@shared/redaction/redactor'
import { programName } from '../commands/known-programs'
import { attachedPassword, isPasswordOf } from './password-options'

const MAX_COMMAND_LENGTH = 300
const MAX_ARGUMENT_LENGTH = 120
/** `sh -c "ssh host 'sh -c ...'"`; deeper ones are looked at as plain text. */
const MAX_DEPTH = 3

const secretWord =
  'pass(?:word|wd|phrase|in|out)?|pwd?|secret|token|key|credentials?|auth(?:orization)?|cookie|bearer|dsn|sid|signature'
const secretName = new RegExp(`(?:${secretWord})$`, 'i')
/** A name and its value anywhere in a text: `AccountKey=...;`, `?token=...&`, `/p:...`, `"password": "..."`. */
const namedValue = new RegExp(
  `((?:${secretWord}|(?<![\\w/])/p)["']?\\s{0,3}[=:]\\s{0,3})(?:"[^"]*"|'[^']*'|(?:(?:bearer|basic)\\s+)?[^\\s;&,"']+)`,
  'gi',
)
const header = /^(-H|--header|--proxy-header)$/
/** Words of a text as a shell would see them; a quote without its end is a word of its own. */
const word = /(?:"[^"]*"|'[^']*'|[^\s"'])+|["']/g
const redact = createRedactor(() => [])

/**
 * A command line as it may be shown: values of options that name a secret or are known to carry one, of headers and of
 * named values, credentials by their form and passwords in addresses are replaced; the rest is shortened.
 */
export function shownCommand(argv: readonly string[]): string {
  const shown = hidden(argv, 0).map((argument) => shortened(argument, MAX_ARGUMENT_LENGTH))
  return shortened(shown.join(' '), MAX_COMMAND_LENGTH)
}

/** @param depth of command lines in arguments of command lines */
function hidden(argv: readonly string[], depth: number): string[] {
  const programs: string[] = []
  return argv.map((argument, index) => {
    const before = argv[index - 1]
    const shown = hiddenArgument(argument, before, programs, depth)
    programs.push(programName(argument))
    return shown
  })
}

function hiddenArgument(
  argument: string,
  before: string | undefined,
  programs: readonly string[],
  depth: number,
): string {
  if (before !== undefined) {
    if (isPasswordOf(before, argument, programs)) return REDACTED
    if (isSecretOption(before) && !argument.startsWith('-')) return REDACTED
    if (header.test(before)) return hiddenHeader(argument)
  }
  const attached = attachedPassword(argument, programs)
  if (attached !== null) return attached + REDACTED
  const [, option, line] = /^(-H|--header=|--proxy-header=)(.+:.*)$/s.exec(argument) ?? []
  if (option !== undefined && line !== undefined) return option + hiddenHeader(line)
  const equals = argument.indexOf('=')
  if (equals > 0 && secretName.test(argument.slice(0, equals)))
    return `${argument.slice(0, equals)}=${REDACTED}`
  const hasWords = /\s/.test(argument) && depth < MAX_DEPTH
  return hiddenText(hasWords ? hiddenWords(argument, depth + 1) : argument)
}

/** `--api-key`, `password`; with its value in it already, it is none. */
function isSecretOption(text: string): boolean {
  return secretName.test(text.slice(-64).replace(/:$/, '')) && !/[\s=]/.test(text)
}

/** Which header it is may be told, what it says not: any may carry a credential. */
function hiddenHeader(line: string): string {
  const colon = line.indexOf(':')
  return colon < 0 ? REDACTED : `${line.slice(0, colon)}: ${REDACTED}`
}

/** An argument may be a command line itself (`sh -c`, `ssh host`): the same holds for its words. */
function hiddenWords(text: string, depth: number): string {
  const words = text.match(word) ?? []
  const plain = words.map((one) => one.replace(/^(["'])(.*)\1$/s, '$2'))
  const shown = hidden(plain, depth)
  let index = -1
  return text.replace(word, (original) => {
    index++
    return shown[index] === plain[index] ? original : (shown[index] ?? REDACTED)
  })
}

function hiddenText(text: string): string {
  const withoutPasswords = text.replace(/(:\/\/[^\s:/@]{0,100}:)[^\s@/]{1,200}@/g, `$1${REDACTED}@`)
  const withoutNamed = withoutPasswords.replace(namedValue, `$1${REDACTED}`)
  return redact(withoutNamed.replace(/\b(bearer|basic)\s+\S+/gi, `$1 ${REDACTED}`))
}

function shortened(text: string, length: number): string {
  const plain = text.replaceAll(/\p{Cc}/gu, ' ')
  return plain.length <= length ? plain : `${plain.slice(0, length - 3).toWellFormed()}...`
}
