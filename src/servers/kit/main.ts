import { writeSync } from 'node:fs'
import type { LogLevel, Logger } from '@shared/domain/log'
import { systemClock } from '@shared/lib/clock'
import { openParentChannel, type ParentChannel } from '@shared/process/parent-channel'
import { ToService, type FromService } from '@shared/process/service-messages'
import { loadServer } from './load-server'
import { runServiceProcess } from './service-process'

/** The entry of every built-in service: one process, one server, chosen by main's `start`. */

const die = (error: unknown): void => {
  // Written at once: an asynchronous write would be lost with the process.
  writeSync(2, `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  process.exit(1)
}
process.on('uncaughtException', die)
process.on('unhandledRejection', die)
// Ctrl-C in a terminal reaches the whole process group; when to stop is main's decision.
process.on('SIGINT', () => {})

const channel: ParentChannel<ToService, FromService> = openParentChannel<ToService, FromService>(
  ToService,
  (text) => log.error(`A message from the control center was not understood: ${text}`),
)

const write =
  (level: LogLevel) =>
  (text: string, fields?: Record<string, unknown>): void =>
    channel.send({ type: 'log', level, text, ...(fields ? { fields } : {}) })

const log: Logger = {
  debug: write('debug'),
  info: write('info'),
  warn: write('warn'),
  error: write('error'),
}

runServiceProcess({ channel, load: loadServer, clock: systemClock, log, exit: (code) => process.exit(code) })
