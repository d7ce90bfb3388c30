import type { ParseArgsOptionsConfig } from 'node:util'
import { z } from 'zod'
import { ExternalServer, type ExternalTransport } from '@shared/domain/external'
import type { Invocation } from '../command'
import { usageError } from '../command'

export const serverOptions = {
  url: { type: 'string' },
  sse: { type: 'boolean' },
  http: { type: 'boolean' },
  header: { type: 'string', multiple: true },
  env: { type: 'string', multiple: true },
  unset: { type: 'string', multiple: true },
  cwd: { type: 'string' },
  'per-session': { type: 'boolean' },
  shared: { type: 'boolean' },
  'no-isolation': { type: 'boolean' },
  isolation: { type: 'boolean' },
  mode: { type: 'string' },
  timeout: { type: 'string' },
  'startup-timeout': { type: 'string' },
  title: { type: 'string' },
  description: { type: 'string' },
} as const satisfies ParseArgsOptionsConfig

type Options = Pick<Invocation, 'option' | 'flag' | 'list'>

/**
 * A definition from the command line, over the one there is.
 * @param command the words after `--`
 * @throws OmniMindError BAD_INPUT that says which option is wrong
 */
export function serverFrom(
  id: string,
  command: readonly string[],
  options: Options,
  before: ExternalServer | null,
): ExternalServer {
  const { option } = options
  const timeout = wholeNumber('timeout', option('timeout'))
  const given = {
    ...before,
    id,
    title: option('title') ?? before?.title ?? id,
    description: option('description') ?? before?.description,
    mode: option('mode') ?? before?.mode,
    requestTimeoutS: timeout ?? before?.requestTimeoutS,
    transport: transportFrom(command, options, before?.transport ?? null),
  }
  const parsed = ExternalServer.safeParse(given)
  if (parsed.success) return parsed.data
  const why = z.prettifyError(parsed.error).replaceAll(/\s+/g, ' ')
  throw usageError(`This is not a server: ${why}`, 'See "omnimind help servers".')
}

function transportFrom(
  command: readonly string[],
  options: Options,
  before: ExternalTransport | null,
): Record<string, unknown> {
  const url = options.option('url')
  if (url !== undefined && command.length > 0) throw usageError('A server is a command or a --url, not both.')
  const isStdio = command.length > 0 || (url === undefined && before?.kind === 'stdio')
  if (isStdio) return stdioFrom(command, options, before?.kind === 'stdio' ? before : null)
  if (url === undefined && before === null)
    throw usageError(
      'Say what to run, after "--", or where it is, with --url.',
      'See "omnimind help servers".',
    )
  return remoteFrom(url, options, before?.kind === 'stdio' ? null : before)
}

function stdioFrom(
  [program, ...args]: readonly string[],
  options: Options,
  before: Extract<ExternalTransport, { kind: 'stdio' }> | null,
): Record<string, unknown> {
  refuse(options, ['sse', 'http', 'header'], 'is for servers with a --url.')
  const { option, flag } = options
  const run = program === undefined ? {} : { command: program, args }
  const startup = wholeNumber('startup-timeout', option('startup-timeout'))
  return {
    ...before,
    ...run,
    kind: 'stdio',
    env: merged(before?.env ?? {}, options.list('env'), '=', options.list('unset')),
    cwd: option('cwd') === '' ? null : (option('cwd') ?? before?.cwd ?? null),
    ...(flag('per-session') && { sharing: 'per-session' }),
    ...(flag('shared') && { sharing: 'shared' }),
    ...(flag('isolation') && { isolation: 'auto' }),
    ...(flag('no-isolation') && { isolation: 'off' }),
    ...(startup !== undefined && { startupTimeoutS: startup }),
  }
}

function remoteFrom(
  url: string | undefined,
  options: Options,
  before: Exclude<ExternalTransport, { kind: 'stdio' }> | null,
): Record<string, unknown> {
  const forCommands = ['env', 'cwd', 'per-session', 'shared', 'no-isolation', 'isolation', 'startup-timeout']
  refuse(options, forCommands, 'is for servers that are a command.')
  return {
    kind: options.flag('sse') ? 'sse' : options.flag('http') ? 'http' : (before?.kind ?? 'http'),
    url: url ?? before?.url,
    headers: merged(before?.headers ?? {}, options.list('header'), ':', options.list('unset')),
  }
}

function refuse({ option, flag, list }: Options, names: readonly string[], why: string): void {
  const used = names.find((name) => flag(name) || option(name) !== undefined || list(name).length > 0)
  if (used !== undefined) throw usageError(`--${used} ${why}`)
}

/** @param separator between name and value */
function merged(
  before: Record<string, string>,
  added: readonly string[],
  separator: '=' | ':',
  unset: readonly string[],
): Record<string, string> {
  const pairs = added.map((text) => {
    const at = text.indexOf(separator)
    if (at < 1) throw usageError(`"${text.slice(0, 40)}" is not NAME${separator}VALUE.`)
    return [
      text.slice(0, at).trim(),
      separator === ':' ? text.slice(at + 1).trim() : text.slice(at + 1),
    ] as const
  })
  const all = { ...before, ...Object.fromEntries(pairs) }
  return Object.fromEntries(Object.entries(all).filter(([name]) => !unset.includes(name)))
}

function wholeNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (/^\d{1,6}$/.test(text)) return Number(text)
  throw usageError(`--${name} ${text} is not a number of seconds.`)
}
