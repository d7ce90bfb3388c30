import type { LogLevel, Logger } from '../../src/shared/domain/log'

/** A logger that remembers what it was told. */
export interface MemoryLogger extends Logger {
  readonly lines: { level: LogLevel; text: string; fields?: Record<string, unknown> }[]
}

export function memoryLogger(): MemoryLogger {
  const lines: MemoryLogger['lines'] = []
  const at = (level: LogLevel) => (text: string, fields?: Record<string, unknown>) =>
    void lines.push({ level, text, ...(fields && { fields }) })
  return { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}
