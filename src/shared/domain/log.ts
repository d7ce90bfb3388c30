import { z } from 'zod'

export const LogLevel = z.enum(['debug', 'info', 'warn', 'error'])
export type LogLevel = z.infer<typeof LogLevel>

/**
 * The log of what people decided and changed, and of what clients removed from logs. Nobody but the person reads it or
 * removes from it, and clients write it seldom and little: it must hold what they would like to have forgotten.
 */
export const AUDIT_LOG = 'audit'

/**
 * One structured line. `source` is a service id, or `center` for main, `gateway` for the front door, `audit` for what
 * people decided.
 */
export const LogEntry = z.object({
  /** UTC epoch ms. */
  at: z.number(),
  source: z.string(),
  level: LogLevel,
  text: z.string(),
  /** Where the line came from: our own logger, or a process' raw output. */
  stream: z.enum(['log', 'stdout', 'stderr']),
  pid: z.number().int().nullable(),
  fields: z.record(z.string(), z.unknown()).optional(),
})
export type LogEntry = z.infer<typeof LogEntry>

/** What a part of main needs to write logs. */
export interface Logger {
  debug(text: string, fields?: Record<string, unknown>): void
  info(text: string, fields?: Record<string, unknown>): void
  warn(text: string, fields?: Record<string, unknown>): void
  error(text: string, fields?: Record<string, unknown>): void
}
