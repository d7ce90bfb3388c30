import { programName } from '../lib/program-name'
import { attachedPassword, isPasswordOf, noOptions, passwordOptionsOf } from './password-options'
import { createRedactor, REDACTED } from './redactor'

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
 * The arguments of a program, itself first, as they may be shown: values of options that name a secret or are known to
 * carry one, of headers and of named values, credentials by their form and passwords in addresses are replaced.
 * @returns as many as were given
 */
export function redactArguments(argv: readonly string[]): string[] {
  return hidden(argv, 0)
}

/** @param depth of command lines in arguments of command lines */
function hidden(argv: readonly string[], depth: number): string[] {
  let options = noOptions
  return argv.map((argument, index) => {
    const before = argv[index - 1]
    const shown = hiddenArgument(argument, before, options, depth)
    options = passwordOptionsOf(programName(argument)) ?? options
    return shown
  })
}

function hiddenArgument(
  argument: string,
  before: string | undefined,
  options: ReadonlySet<string>,
  depth: number,
): string {
  if (before !== undefined) {
    if (isPasswordOf(before, argument, options)) return REDACTED
    if (isSecretOption(before) && !argument.startsWith('-')) return REDACTED
    if (header.test(before)) return hiddenHeader(argument)
  }
  const attached = attachedPassword(argument, options)
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
