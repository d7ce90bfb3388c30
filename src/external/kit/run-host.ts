import { writeSync } from 'node:fs'
import type { LogLevel, Logger } from '@shared/domain/log'
import { systemClock } from '@shared/lib/clock'
import { openParentChannel, type ParentChannel } from '@shared/process/parent-channel'
import { measureSelf } from '@shared/process/self-usage'
import { tidyHeapAfterStart } from '@shared/process/tidy-heap'
import { ToTenantHost, type FromTenantHost } from '@shared/process/tenant-messages'
import type { CreateTenant } from './tenant'
import { TenantHost } from './tenant-host'

/** A moment for the last messages to leave through the channel. */
const SEND_MS = 20

/**
 * The life of a host process: it says it is there, obeys main, and when main is gone, or on a fault of its own,
 * kills what it runs and ends.
 */
export function runTenantHost(makeFactory: (log: Logger) => CreateTenant): void {
  const channel = openParentChannel<ToTenantHost, FromTenantHost>(ToTenantHost, (text) =>
    log.error(`A message of the control center was not understood: ${text}`),
  )
  const log = channelLogger(channel)
  const host = new TenantHost({
    send: (message) => channel.send(message),
    createTenant: makeFactory(log),
    usage: measureSelf(),
    onStopped: () => setTimeout(() => process.exit(0), SEND_MS),
  })
  const die = (error: unknown): void => {
    // Written at once: an asynchronous write would be lost with the process.
    writeSync(2, `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
    host.killAll()
    process.exit(1)
  }
  process.on('uncaughtException', die)
  process.on('unhandledRejection', die)
  // Ctrl-C in a terminal reaches the whole process group; when to stop is main's decision.
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => {
    host.killAll()
    process.exit(0)
  })
  channel.onClosed(() => {
    host.killAll()
    process.exit(0)
  })
  channel.onMessage((message) => host.receive(message))
  channel.send({ type: 'alive', pid: process.pid })
  tidyHeapAfterStart(systemClock)
}

function channelLogger(channel: ParentChannel<ToTenantHost, FromTenantHost>): Logger {
  const write =
    (level: LogLevel) =>
    (text: string, fields?: Record<string, unknown>): void =>
      channel.send({ type: 'log', level, text, ...(fields ? { fields } : {}) })
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') }
}
