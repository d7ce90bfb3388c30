import type { CenterClient } from '@shared/contract'
import type { LogEntry } from '@shared/domain/log'
import { AUDIT_LOG, LogLevel } from '@shared/domain/log'
import { OmniMindError } from '@shared/errors'
import type { ExitCode } from '@shared/exit-codes'
import { exitCodes } from '@shared/exit-codes'
import { didYouMean } from '@shared/lib/nearest'
import type { Command } from '../command'
import { usageError } from '../command'
import { connectToCenter } from '../connection'
import type { CliIo } from '../io'
import { paint, printable } from '../text'

export const logs: Command = {
  name: 'logs',
  usage: 'SERVICE [-f] [--limit N] [--level L]',
  summary: 'Show the log of a service, of "center", of "gateway", or the "audit" trail.',
  details:
    '-f, --follow goes on until Ctrl-C. --limit: lines, 1 to 5000 (100). --level: debug, info, warn or error.\n' +
    'With --json one entry per line.',
  options: {
    follow: { type: 'boolean', short: 'f' },
    limit: { type: 'string' },
    level: { type: 'string' },
  },
  async run({ io, home, words, json, flag, option }) {
    const [source, ...rest] = words
    if (source === undefined || rest.length > 0) throw usageError('Say whose log: omnimind logs SERVICE.')
    const limit = parseLimit(option('limit'))
    const minLevel = parseLevel(option('level'))
    const { client } = connectToCenter(home)
    await checkSource(client, source)
    const write = (entry: LogEntry): void => io.out(json ? JSON.stringify(entry) : line(io, entry))
    if (flag('follow')) return follow(client, io, { source, limit, minLevel }, write)
    const { entries } = await client.logs.search({ source, minLevel, limit })
    entries.forEach(write)
    return exitCodes.ok
  },
}

interface Following {
  source: string
  limit: number
  minLevel: LogLevel
}

async function follow(
  client: CenterClient,
  io: CliIo,
  { source, limit, minLevel }: Following,
  write: (entry: LogEntry) => void,
): Promise<ExitCode> {
  const controller = new AbortController()
  const interrupts = io.onInterrupt(() => controller.abort())
  const rank = (level: LogLevel): number => LogLevel.options.indexOf(level)
  try {
    const batches = await client.logs.tail({ source, backlog: limit }, { signal: controller.signal })
    for await (const { entries, dropped } of batches) {
      entries.filter(({ level }) => rank(level) >= rank(minLevel)).forEach(write)
      if (dropped > 0) io.err(`(${dropped} lines left out: more came than could be sent)`)
    }
    return exitCodes.ok
  } catch (error) {
    if (controller.signal.aborted) return exitCodes.ok
    throw error
  } finally {
    interrupts.dispose()
  }
}

async function checkSource(client: CenterClient, source: string): Promise<void> {
  const ids = (await client.services.list({})).map(({ id }) => id)
  const known = [...ids, 'center', 'gateway', AUDIT_LOG, 'stdio-host', 'remote-host']
  if (known.includes(source)) return
  throw new OmniMindError('UNKNOWN_SERVICE', `There is no log of "${source}".`, {
    nextStep: didYouMean(source, known),
  })
}

function line(io: CliIo, { at, level, text }: LogEntry): string {
  const time = new Date(at).toISOString()
  const word = level.padEnd(5)
  const color = level === 'error' ? 'red' : level === 'warn' ? 'yellow' : 'gray'
  return `${paint(io, 'gray', time)} ${paint(io, color, word)} ${printable(io, text)}`
}

function parseLimit(text: string | undefined): number {
  const limit = Number(text ?? 100)
  if (Number.isInteger(limit) && limit >= 1 && limit <= 5_000) return limit
  throw usageError(`--limit ${text} is not a number from 1 to 5000.`)
}

function parseLevel(text: string | undefined): LogLevel {
  const level = LogLevel.safeParse(text ?? 'debug')
  if (level.success) return level.data
  throw usageError(`--level ${text} is not one of ${LogLevel.options.join(', ')}.`)
}
