import { text } from 'node:stream/consumers'
import type { Disposable } from '@shared/lib/disposable'

/** What a command sees of the terminal it runs in. */
export interface CliIo {
  /** Results. */
  out(text: string): void
  /** Everything for people beside the result. */
  err(text: string): void
  /** Whether colours may be used, and control characters must be taken out of foreign text. */
  readonly isTerminal: boolean
  readonly color: boolean
  readonly env: Record<string, string | undefined>
  readStdin(): Promise<string>
  /** Ctrl-C, or a polite request to end. */
  onInterrupt(listener: () => void): Disposable
}

/** The terminal of this process. A reader that went away (`| head`) ends the program without a complaint. */
export function systemIo(): CliIo {
  process.stdout.on('error', (error) => process.exit('code' in error && error.code === 'EPIPE' ? 0 : 1))
  const isTerminal = process.stdout.isTTY
  return {
    out: (line) => void process.stdout.write(`${line}\n`),
    err: (line) => void process.stderr.write(`${line}\n`),
    isTerminal,
    color: isTerminal && (process.env['NO_COLOR'] ?? '') === '' && process.env['TERM'] !== 'dumb',
    env: process.env,
    readStdin: () => text(process.stdin),
    onInterrupt(listener) {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, listener)
      return {
        dispose: () => {
          for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, listener)
        },
      }
    },
  }
}
