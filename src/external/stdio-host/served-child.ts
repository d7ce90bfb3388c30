import type { Clock } from '@shared/lib/clock'
import { SECOND } from '@shared/lib/clock'
import type { Disposable } from '@shared/lib/disposable'
import type { Watchdog } from '@shared/process/watchdog'
import type { TenantExit } from '../kit/tenant'
import { StdioChild, type Launch } from './child-process'
import { ChildMux } from './child-mux'
import type { Greeting } from './client-side'
import { ChildGreeting, type Handshake } from './handshake'
import { readTree } from './process-tree'
import { StartupWatch } from './startup-watch'
import type { Strays } from './strays'

export interface ServedChildDeps {
  clock: Clock
  watchdog: Watchdog
  strays: Strays
}

export interface ServedChildEvents {
  onStderr(chunk: string): void
  /** It closed its output; `onEnded` follows. */
  onMute(): void
  onEnded(exit: TenantExit): void
}

export interface GreetingEvents {
  onProgress(text: string): void
  onHung(reason: string): void
  onHandshake(handshake: Handshake): void
}

/** Longer than this nobody waits for a slow reader; then its lines pile up and it is cut off. */
const HOLD_MS = 2 * SECOND

/** One child from its start to its end: first it is greeted, or not, then it serves connections. */
export class ServedChild {
  readonly process: StdioChild
  /** What it printed that is no MCP, before it was greeted; the first such line. */
  firstGarbage: string | null = null
  readonly #deps: ServedChildDeps
  #watch: StartupWatch | null = null
  #mux: ChildMux | null = null
  #hold: Disposable | null = null
  #onLine: (line: string) => boolean = (line) => this.#garbage(line)

  constructor(launch: Launch, deps: ServedChildDeps, events: ServedChildEvents) {
    this.#deps = deps
    this.process = new StdioChild(launch, deps, {
      onLine: (line) => this.#onLine(line),
      onOverflow: (head, tail) => this.#mux?.overflow(head, tail),
      onStderr: (chunk) => {
        this.#watch?.heard(chunk)
        events.onStderr(chunk)
      },
      onMute: () => events.onMute(),
      onEnded: (exit) => {
        this.#watch?.dispose()
        this.#hold?.dispose()
        events.onEnded(exit)
      },
    })
  }

  get pid(): number | null {
    return this.process.pid
  }

  /** Requests somebody waits for. */
  get openRequests(): number {
    return this.#mux?.openRequests ?? 0
  }

  /** Does the handshake; see ChildGreeting for `era`. */
  greet(era: 'legacy' | 'modern', silenceMs: number, events: GreetingEvents): void {
    const { clock } = this.#deps
    const { pid } = this.process
    const watch = new StartupWatch({
      clock,
      silenceMs,
      usage: () => (pid === null ? null : readTree(pid)),
      onProgress: (text) => events.onProgress(text),
      onHung: (reason) => events.onHung(reason),
    })
    this.#watch = watch
    const greeting = new ChildGreeting({
      write: (line) => this.process.write(line),
      onGarbage: (line) => this.#garbage(line),
      onDone: (handshake) => {
        watch.dispose()
        this.#watch = null
        events.onHandshake(handshake)
      },
    })
    this.#onLine = (line) => {
      watch.heard('')
      greeting.receive(line)
      return false
    }
    greeting.begin(era)
  }

  /** From now on it talks to connections. @param greeting how a client's `initialize` is answered; null: by itself */
  serve(greeting: Greeting): ChildMux {
    const mux = new ChildMux(this.process, greeting, this.#deps.strays)
    this.#mux = mux
    this.#onLine = (line) => mux.fromChild(line)
    return mux
  }

  /** A connection does not read: the child waits for it, but not long, because others wait for the child. */
  hold(): void {
    if (this.#hold) return
    this.process.holdReading(true)
    this.#hold = this.#deps.clock.after(HOLD_MS, () => this.process.holdReading(false))
  }

  release(): void {
    this.#hold?.dispose()
    this.#hold = null
    this.process.holdReading(false)
  }

  #garbage(line: string): false {
    this.firstGarbage ??= line.slice(0, 200)
    this.#deps.strays.count('a line that is no JSON-RPC message', line)
    return false
  }
}
