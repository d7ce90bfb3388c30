import type { HostProcess, ProcessExit, ProcessSpec } from '../../src/main/host/host'
import { Emitter } from '../../src/shared/lib/emitter'
import { EXIT_CONFIG } from '../../src/shared/process/service-messages'

interface Sent {
  type: string
  n?: number
  endpoint?: string
}
type Manners = 'obeys' | 'ignores stop' | 'ignores SIGTERM'

/** A process that does what the test says; by itself it only answers heartbeats, stop requests and signals. */
export class FakeProcess implements HostProcess {
  readonly name: string
  readonly spec: ProcessSpec
  /** Everything main sent, oldest first. */
  readonly sent: Sent[] = []
  /** Signals it got, oldest first. */
  readonly signals: string[] = []
  manners: Manners = 'obeys'
  /** What else it does when it gets a message. */
  onSent: (message: object) => void = () => {}
  rssBytes = 50 * 1024 * 1024
  readonly #messages = new Emitter<unknown>()
  readonly #output = new Emitter<{ stream: 'stdout' | 'stderr'; chunk: string }>()
  readonly #exits = new Emitter<ProcessExit>()
  readonly #pid: number
  #hangs = false
  #ended = false

  constructor(spec: ProcessSpec, pid: number) {
    this.name = spec.name
    this.spec = spec
    this.#pid = pid
  }

  get pid(): number | undefined {
    return this.#ended ? undefined : this.#pid
  }
  get hasEnded(): boolean {
    return this.#ended
  }
  /** The private endpoint it was told to listen on. */
  get endpoint(): string {
    return this.sent.find(({ type }) => type === 'start')?.endpoint ?? ''
  }

  // What the test makes it do.

  spawned(): void {
    this.says({ type: 'alive', pid: this.#pid })
  }
  listening(): void {
    this.spawned()
    this.says({ type: 'listening', endpoint: this.endpoint })
  }
  /** Ends unasked, by a signal or with an exit code. */
  crash(how: string | number = 'SIGSEGV'): void {
    this.ends(typeof how === 'string' ? { kind: 'signaled', signal: how } : { kind: 'exited', code: how })
  }
  /** Finds its configuration wrong, as the server kit does. */
  refusesConfiguration(message: string, nextStep: string): void {
    this.says({ type: 'config-error', message, nextStep })
    this.crash(EXIT_CONFIG)
  }
  /** Lives, but neither answers nor obeys anything but SIGKILL. */
  hang(): void {
    this.#hangs = true
  }
  /** Writes to its output; without a closing newline when `chunk` has none. */
  say(chunk: string, stream: 'stdout' | 'stderr' = 'stderr'): void {
    this.#output.emit({ stream, chunk })
  }
  says(message: object): void {
    this.#messages.emit(message)
  }
  ends(exit: ProcessExit): void {
    if (this.#ended) return
    this.#ended = true
    this.#exits.emit(exit)
  }
  /** Reports its end once more, as no process should. */
  endsAgain(): void {
    this.#exits.emit({ kind: 'exited', code: 1 })
  }

  // What main sees.

  send(message: unknown): void {
    if (this.#ended) throw new Error(`${this.name}: a message was sent after the exit`)
    const sent = message as Sent
    this.sent.push(sent)
    queueMicrotask(() => this.#react(sent))
  }
  kill(signal: 'SIGTERM' | 'SIGKILL'): void {
    if (this.#ended) return
    this.signals.push(signal)
    const dies = signal === 'SIGKILL' || (this.manners !== 'ignores SIGTERM' && !this.#hangs)
    if (dies) queueMicrotask(() => this.ends({ kind: 'signaled', signal }))
  }
  onMessage(listener: (message: unknown) => void) {
    return this.#messages.on(listener)
  }
  onOutput(listener: (stream: 'stdout' | 'stderr', chunk: string) => void) {
    return this.#output.on(({ stream, chunk }) => listener(stream, chunk))
  }
  onExit(listener: (exit: ProcessExit) => void) {
    return this.#exits.on(listener)
  }

  #react(sent: Sent): void {
    if (this.#ended || this.#hangs) return
    this.onSent(sent)
    const { type, n } = sent
    const usage = { rssBytes: this.rssBytes, cpuPercent: 1, loopLagMs: 0, connections: 0 }
    if (type === 'heartbeat') this.says({ type: 'heartbeat', n, ...usage })
    if (type === 'stop' && this.manners === 'obeys') this.ends({ kind: 'exited', code: 0 })
  }
}

/** Spawns fake processes and remembers them all. */
export class FakeHost {
  readonly processes: FakeProcess[] = []
  /** What each new process does by itself. */
  onSpawn: (process: FakeProcess) => void = () => {}

  readonly spawn = (spec: ProcessSpec): HostProcess => {
    const process = new FakeProcess(spec, 1_000 + this.processes.length)
    this.processes.push(process)
    queueMicrotask(() => this.onSpawn(process))
    return process
  }

  /** The youngest process of that name. */
  last(name: string): FakeProcess {
    const found = this.processes.findLast((process) => process.name === name)
    if (!found) throw new Error(`No process of ${name} was ever started.`)
    return found
  }
  alive(): FakeProcess[] {
    return this.processes.filter(({ hasEnded }) => !hasEnded)
  }
}
