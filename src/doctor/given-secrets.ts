/**
 * What is secret in what the doctor is given, in each form in which a server may say it again: a server gets the value
 * of a header or an argument and may write a part of it into its complaint.
 */

/** Names of arguments and variables; one too many costs a word of the report, one too few a key. */
const TELLING = /(?:key|token|pass|pwd|secret|credential|auth)/i
/** `--key-file PATH` and `--tokens 1000` hold nothing to hide. */
const HARMLESS = /(?:file|path|dir|folder|url|tokens)$/i
const ARGUMENT = /^-{0,2}([A-Za-z][\w.-]{0,100})(?:=([\s\S]*))?$/
const HEADER = /^([A-Za-z][\w-]{0,100}): *([\s\S]+)$/

/** Values of headers whole; without their scheme; each cookie by itself. */
export function secretsInHeaders(headers: Readonly<Record<string, string>>): string[] {
  return Object.entries(headers).flatMap(([name, value]) => secretsInHeader(name, value))
}

/** User, password, and each value of the query, as they stand there and decoded. @param text need not be an address */
export function secretsInAddress(text: string): string[] {
  const query = /\?([^#]*)/.exec(text)?.[1] ?? ''
  const raw = query.split('&').map((part) => part.slice(part.indexOf('=') + 1))
  const { username = '', password = '' } = URL.parse(text) ?? {}
  return both([...raw, ...new URLSearchParams(query).values(), username, password])
}

/** What follows a telling name, in one argument or in the next; headers and addresses among them as above. */
export function secretsInArguments(args: readonly string[]): string[] {
  return args.flatMap((argument, index) => {
    const [, header, told = ''] = HEADER.exec(argument) ?? []
    if (argument.includes('://')) return secretsInAddress(argument)
    if (header !== undefined && (isTelling(header) || /cookie/i.test(header)))
      return secretsInHeader(header, told)
    const [, name = '', value] = ARGUMENT.exec(argument) ?? []
    if (!isTelling(name)) return []
    if (value !== undefined) return secretsInHeader(name, value)
    const next = args[index + 1]
    return argument.startsWith('-') && next !== undefined && !next.startsWith('--') ? both([next]) : []
  })
}

function isTelling(name: string): boolean {
  return TELLING.test(name) && !HARMLESS.test(name)
}

function secretsInHeader(name: string, value: string): string[] {
  const afterScheme = /authorization$/i.test(name) ? [value.replace(/^\s*\S+\s+/, '')] : []
  const cookies = /cookie$/i.test(name)
    ? value.split(';').map((cookie) => cookie.slice(cookie.indexOf('=') + 1))
    : []
  return both([value, ...afterScheme, ...cookies, ...basicParts(afterScheme[0] ?? '', value)])
}

/** User and password of the scheme "Basic" (RFC 7617) are told in plain by some servers. */
function basicParts(encoded: string, value: string): string[] {
  if (!/^\s*basic\s/i.test(value)) return []
  const plain = Buffer.from(encoded, 'base64').toString('utf8')
  return [plain, plain.slice(plain.indexOf(':') + 1)]
}

function both(values: readonly string[]): string[] {
  const all = values.flatMap((value) => [value.trim(), decoded(value.trim())])
  return [...new Set(all)].filter((value) => value !== '')
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}
