import type { Command } from './command'
import { table } from './text'

const COMMON = `Everywhere:
  --home DIR   data directory (also OMNIMIND_HOME; default: the platform's folder for application data)
  --json       machine-readable output; problems too, on standard error
  --help, -h   help

Exit codes: 0 done, 1 failed, 2 not understood, 3 not running, 4 unknown service, tool or client,
  5 the tool reported an error, 6 token not accepted, 7 already running, 8 port held by another program,
  9 data directory cannot be written, 10 the doctor found a problem`

export function overview(commands: readonly Command[]): string {
  const rows = commands.map(({ name, summary }) => [`  ${name}`, summary])
  const list = table(['  help [COMMAND]', 'Show this, or the help of one command.'], rows)
  return `Usage: omnimind COMMAND [...]\n\nCommands:\n${list}\n\n${COMMON}`
}

export function commandHelp({ name, usage, summary, details }: Command): string {
  return [
    `Usage: omnimind ${name} ${usage}`.trimEnd(),
    '',
    summary,
    ...(details ? [details] : []),
    '',
    COMMON,
  ].join('\n')
}
