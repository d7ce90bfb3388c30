import type { Clock } from '@shared/lib/clock'
import { LineSplitter } from '@shared/lib/json-lines'
import type { LogEntry } from '@shared/domain/log'

/** A raw line longer than this is no log line. UTF-16 code units. */
const MAX_LOG_LINE = 64 * 1024
const TAIL_LINES = 30

export interface OutputSource {
  name: string
  pid(): number | null
}

export interface ProcessOutputDeps {
  clock: Clock
  log: (entry: LogEntry) => void
  /** For the obituary; the log redacts by itself. */
  redact: (text: string) => string
}

/** Turns the raw output of one process into log entries, and keeps the end of stderr for the obituary. */
export class ProcessOutput {
  readonly #lines: Record<'stdout' | 'stderr', LineSplitter>
  readonly #tail: string[] = []

  constructor(source: OutputSource, { clock, log, redact }: ProcessOutputDeps) {
    const entry = (stream: 'stdout' | 'stderr', text: string): void => {
      const level = stream === 'stderr' ? 'warn' : 'info'
      log({ at: clock.epochMs(), source: source.name, level, text, stream, pid: source.pid() })
    }
    const splitter = (stream: 'stdout' | 'stderr'): LineSplitter =>
      new LineSplitter(
        (line) => {
          if (stream === 'stderr') this.#remember(redact(line))
          entry(stream, line)
        },
        () => entry(stream, '(a line over 64 KB was left out)'),
        MAX_LOG_LINE,
      )
    this.#lines = { stdout: splitter('stdout'), stderr: splitter('stderr') }
  }

  push(stream: 'stdout' | 'stderr', chunk: string): void {
    this.#lines[stream].push(chunk)
  }

  /** The process is gone: an unfinished last line counts too. */
  flush(): void {
    this.#lines.stdout.flush()
    this.#lines.stderr.flush()
  }

  /** The last lines of stderr, oldest first. */
  get tail(): readonly string[] {
    return this.#tail
  }

  #remember(line: string): void {
    this.#tail.push(line)
    if (this.#tail.length > TAIL_LINES) this.#tail.shift()
  }
}

/** Frames, closing braces and Node's farewell say nothing about the cause. */
const noise = /^(\s|$|[{}^]|Node\.js v\d)/

/** The line of a dying process that says most: the last one that is no stack frame, shortened. */
export function lastWords(tail: readonly string[]): string | null {
  return tail.findLast((line) => !noise.test(line))?.slice(0, 300) ?? null
}
