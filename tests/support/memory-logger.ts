import type { LogLevel, Logger } from '../../src/shared/domain/log'

/** A logger that remembers what it was told. */
export interface MemoryLogger extends Logger {
  readonly lines: { level: LogLevel; text: string }[]
}

export function memoryLogger(): MemoryLogger {
  const lines: MemoryLogger['lines'] = []
  const at = (level: LogLevel) => (text: string) => void lines.push({ level, text })
  return { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}
