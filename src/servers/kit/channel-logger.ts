import type { LogLevel, Logger } from '@shared/domain/log'

interface Line {
  type: 'log'
  level: LogLevel
  text: string
  fields?: Record<string, unknown>
}

/** Writes to the log by way of main. */
export function channelLogger(send: (line: Line) => void): Logger {
  const write =
    (level: LogLevel) =>
    (text: string, fields?: Record<string, unknown>): void =>
      send({ type: 'log', level, text, ...(fields ? { fields } : {}) })
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') }
}
