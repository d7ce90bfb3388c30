import { createRedactor, REDACTED } from '@shared/redaction/redactor'

const MAX_COMMAND_LENGTH = 300
const MAX_ARGUMENT_LENGTH = 120

const secretName =
  /(pass(word|wd|phrase)?|pwd|secret|token|key|credentials?|auth(orization)?|cookie|bearer|dsn)$/i
const redact = createRedactor(() => [])

/**
 * A command line as it may be shown: values of options that name a secret, credentials by their form and passwords in
 * addresses are replaced; the rest is shortened.
 */
export function shownCommand(argv: readonly string[]): string {
  const shown = argv.map((argument, index) => {
    const before = argv[index - 1]
    if (before !== undefined && namesSecret(before) && !before.includes('=') && !argument.startsWith('-'))
      return REDACTED
    return shortened(shownArgument(argument), MAX_ARGUMENT_LENGTH)
  })
  return shortened(shown.join(' '), MAX_COMMAND_LENGTH)
}

function shownArgument(argument: string): string {
  const equals = argument.indexOf('=')
  if (equals > 0 && namesSecret(argument.slice(0, equals))) return `${argument.slice(0, equals)}=${REDACTED}`
  // `mysql -psecret` and `curl -u user:password`, the two known short forms that carry one.
  if (/^-p[^\s-].{3,}/.test(argument) && !/^-p\d+$/.test(argument)) return `-p${REDACTED}`
  if (/^-u\S+:\S+/.test(argument)) return `-u${REDACTED}`
  const withoutPasswords = argument.replace(/(:\/\/[^\s:/@]{0,100}:)[^\s@/]{1,200}@/g, `$1${REDACTED}@`)
  return redact(withoutPasswords.replace(/\b(authorization:\s*\S+|bearer|basic)\s+\S+/gi, `$1 ${REDACTED}`))
}

/** `--api-key`, `DB_PASSWORD`, `-Dtrust.password`; an option such as `--keyboard` does not. */
function namesSecret(text: string): boolean {
  return secretName.test(text.slice(-64)) || /^(-u|--user)$/.test(text)
}

function shortened(text: string, length: number): string {
  const plain = text.replaceAll(/\p{Cc}/gu, ' ')
  return plain.length <= length ? plain : `${plain.slice(0, length - 3).toWellFormed()}...`
}
