import type { ParseArgsOptionsConfig } from 'node:util'
import { parseArgs } from 'node:util'
import { resolve } from 'node:path'
import { errorText, OmniMindError } from '@shared/errors'
import type { ExitCode } from '@shared/exit-codes'
import { exitCodeOf, exitCodes } from '@shared/exit-codes'
import { didYouMean } from '@shared/lib/nearest'
import { defaultHome } from '../host/default-home'
import type { Command, Invocation } from './command'
import { usageError } from './command'
import { answers } from './commands/answers'
import { call } from './commands/call'
import { connect } from './commands/connect'
import { doctor } from './commands/doctor'
import { gateway } from './commands/gateway'
import { logs } from './commands/logs'
import { open } from './commands/open'
import { profiles } from './commands/profiles'
import { secrets } from './commands/secrets'
import { servers } from './commands/servers'
import { services } from './commands/services'
import { settings } from './commands/settings'
import { start } from './commands/start'
import { status } from './commands/status'
import { stop } from './commands/stop'
import { token } from './commands/token'
import { tools } from './commands/tools'
import { version } from './commands/version'
import { commandHelp, overview } from './help'
import type { CliIo } from './io'
import { problemOf } from './problem-of'
import { printable } from './text'

export const commands: readonly Command[] = [
  start,
  stop,
  status,
  open,
  services,
  settings,
  servers,
  secrets,
  answers,
  profiles,
  call,
  logs,
  connect,
  token,
  gateway,
  tools,
  doctor,
  version,
]

const common: ParseArgsOptionsConfig = {
  home: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
}

/**
 * Runs one command line.
 * @param argv the words after `omnimind`
 * @returns the exit code; every problem was told on standard error
 */
export async function runCli(argv: readonly string[], io: CliIo): Promise<ExitCode> {
  const json = argv.includes('--json')
  let home = homeOf(undefined, io.env)
  try {
    const [name, ...rest] = splitName(argv)
    if (name === undefined || name === 'help') return help(rest[0], io)
    const command = findCommand(name)
    const invocation = parse(command, rest, io)
    if (invocation.flag('help')) return print(io, commandHelp(command))
    home = invocation.home
    return await command.run(invocation)
  } catch (error) {
    const problem = problemOf(error, home)
    io.err(
      json
        ? JSON.stringify({ error: problem })
        : printable(io, [problem.message, problem.nextStep].filter(Boolean).join('\n')),
    )
    return exitCodeOf(problem.code)
  }
}

/** Options may stand before the command too; `-h` and `--version` alone are commands. */
function splitName(argv: readonly string[]): string[] {
  if (argv.length === 0 || ['-h', '--help'].includes(argv[0] ?? '')) return ['help']
  if (['-v', '--version'].includes(argv[0] ?? '')) return ['version', ...argv.slice(1)]
  const index = argv.findIndex((word, at) => !word.startsWith('-') && argv[at - 1] !== '--home')
  const name = argv[index]
  return name === undefined ? ['help'] : [name, ...argv.slice(0, index), ...argv.slice(index + 1)]
}

function parse(command: Command, args: string[], io: CliIo): Invocation {
  const { values, positionals, tokens } = parseOptions(command, args)
  const dashes = tokens.findIndex(({ kind }) => kind === 'option-terminator')
  const homeOption = values['home']
  return {
    io,
    home: homeOf(typeof homeOption === 'string' ? homeOption : undefined, io.env),
    json: values['json'] === true,
    words: positionals,
    afterDashes: dashes < 0 ? null : positionals.slice(positionals.length - (tokens.length - 1 - dashes)),
    flag: (name) => values[name] === true,
    option: (name) => {
      const value = values[name]
      return typeof value === 'string' ? value : undefined
    },
    list: (name) => {
      const value = values[name]
      return Array.isArray(value) ? value.map(String) : []
    },
  }
}

function parseOptions(command: Command, args: string[]) {
  try {
    return parseArgs({
      args,
      options: { ...common, ...command.options },
      allowPositionals: true,
      tokens: true,
    })
  } catch (error) {
    throw usageError(errorText(error), `See "omnimind help ${command.name}".`)
  }
}

function homeOf(option: string | undefined, env: CliIo['env']): string {
  if (option === '') throw usageError('--home needs a directory.')
  return resolve(option ?? (env['OMNIMIND_HOME'] || defaultHome()))
}

function findCommand(name: string): Command {
  const command = commands.find((candidate) => candidate.name === name)
  if (command) return command
  const known = commands.map((candidate) => candidate.name)
  throw new OmniMindError('BAD_INPUT', `There is no command "${name}".`, {
    nextStep: didYouMean(name, known),
  })
}

function help(name: string | undefined, io: CliIo): ExitCode {
  return print(
    io,
    name === undefined || name.startsWith('-') ? overview(commands) : commandHelp(findCommand(name)),
  )
}

function print(io: CliIo, text: string): ExitCode {
  io.out(text)
  return exitCodes.ok
}
