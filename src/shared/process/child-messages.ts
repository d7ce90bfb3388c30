import { z } from 'zod'
import { LogLevel } from '../domain/log'

// What every child process tells main, whatever it does.

/** The process is up and its channel works; sent first. */
export const Alive = z.object({ type: z.literal('alive'), pid: z.number().int() })

/** The answer to heartbeat `n`, with what the process measured of itself since the last one. */
export const HeartbeatAnswer = z.object({
  type: z.literal('heartbeat'),
  n: z.number().int(),
  rssBytes: z.number(),
  cpuPercent: z.number(),
  loopLagMs: z.number(),
  connections: z.number().int(),
})

export const LogLine = z.object({
  type: z.literal('log'),
  level: LogLevel,
  text: z.string(),
  fields: z.record(z.string(), z.unknown()).optional(),
})
