import { text } from 'node:stream/consumers'
import { Writable } from 'node:stream'
import { createInterface } from 'node:readline/promises'
import { OmniMindError } from '@shared/errors'
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
  /** A text nobody may see: typed without an echo at a terminal, else standard input without its last line end. */
  readSecret(question: string): Promise<string>
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
    readSecret: async (question) =>
      process.stdin.isTTY ? askHidden(question) : (await text(process.stdin)).replace(/\r?\n$/, ''),
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

/** What is typed is shown nowhere; the question goes to standard error, so that results stay clean. */
async function askHidden(question: string): Promise<string> {
  process.stderr.write(question)
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const terminal = createInterface({ input: process.stdin, output: nowhere, terminal: true })
  const given = Promise.withResolvers<never>()
  terminal.once('SIGINT', () => given.reject(new OmniMindError('BAD_INPUT', 'Nothing was stored.')))
  try {
    return await Promise.race([terminal.question(''), given.promise])
  } finally {
    terminal.close()
    process.stderr.write('\n')
  }
}
