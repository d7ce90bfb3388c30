import { z } from 'zod'
import type { Clock } from '@shared/lib/clock'
import type { Disposable } from '@shared/lib/disposable'
import { Emitter } from '@shared/lib/emitter'
import type { LogEntry } from '@shared/domain/log'
import type { FromGateway, ToGateway } from '@shared/process/gateway-messages'
import type { FromService, ToService } from '@shared/process/service-messages'
import type { FromTenantHost, ToTenantHost } from '@shared/process/tenant-messages'
import type { FromWorker, ToWorker } from '@shared/process/worker-messages'
import type { HostProcess, ProcessExit, ProcessSpec } from '../host/host'
import { ProcessOutput } from './process-output'
import { STOP_GRACES, Stopper, type StopGraces } from './stopper'

export interface InstanceDeps {
  clock: Clock
  spawn: (spec: ProcessSpec) => HostProcess
  log: (entry: LogEntry) => void
  /** Replaces secrets in what a process says of its end; the log does it by itself. */
  redact: (text: string) => string
}

export interface InstanceEnd {
  exit: ProcessExit
  tail: readonly string[]
  wasAlive: boolean
}

/**
 * One process run: its output goes to the log, its messages are checked, it is stopped once, and after its
 * end nothing is sent to it any more.
 */
export class Instance<
  In extends FromService | FromGateway | FromTenantHost | FromWorker,
  Out extends ToService | ToGateway | ToTenantHost | ToWorker,
> {
  /** UTC epoch ms, and the same moment on the monotonic clock. */
  readonly startedAt: number
  readonly startedAtMs: number
  readonly #name: string
  readonly #deps: InstanceDeps
  readonly #process: HostProcess
  readonly #stopper: Stopper
  readonly #messages = new Emitter<In>()
  readonly #ends = new Emitter<InstanceEnd>()
  #lastPid: number | null = null
  #wasAlive = false
  #lastProgress = ''
  #ended = false

  /** Spawns at once. @throws whatever the host throws when it cannot even try */
  constructor(
    deps: InstanceDeps,
    spec: ProcessSpec,
    schema: z.ZodType<In>,
    graces: StopGraces = STOP_GRACES,
  ) {
    this.#deps = deps
    this.#name = spec.name
    this.startedAt = deps.clock.epochMs()
    this.startedAtMs = deps.clock.monotonicMs()
    const process = (this.#process = deps.spawn(spec))
    this.#lastPid = process.pid ?? null
    const ask = (): void => this.send({ type: 'stop' } as Out)
    this.#stopper = new Stopper(deps.clock, { ask, kill: (signal) => process.kill(signal) }, graces)
    const output = new ProcessOutput({ name: spec.name, pid: () => this.lastPid }, deps)
    process.onOutput((stream, chunk) => output.push(stream, chunk))
    process.onMessage((message) => this.#receive(schema, message))
    process.onExit((exit) => {
      output.flush()
      this.#end({ exit, tail: output.tail, wasAlive: this.#wasAlive })
    })
  }

  /** null before the host knows it and after the end. */
  get pid(): number | null {
    return this.#ended ? null : (this.#process.pid ?? null)
  }

  /** Also known after the end. */
  get lastPid(): number | null {
    return this.pid ?? this.#lastPid
  }

  send(message: Out): void {
    if (!this.#ended) this.#process.send(message)
  }

  /** Every message but `log`, which goes to the log; `progress` does both. */
  onMessage(listener: (message: In) => void): Disposable {
    return this.#messages.on(listener)
  }

  onEnd(listener: (end: InstanceEnd) => void): Disposable {
    return this.#ends.on(listener)
  }

  stop(): void {
    this.#stopper.stop()
  }

  kill(): void {
    this.#stopper.kill()
  }

  #receive(schema: z.ZodType<In>, value: unknown): void {
    if (this.#ended) return
    this.#wasAlive = true
    this.#lastPid = this.pid
    const parsed = schema.safeParse(value)
    if (!parsed.success)
      this.#log('warn', `sent a message nobody understands: ${z.prettifyError(parsed.error)}`)
    else if (parsed.data.type === 'log') this.#log(parsed.data.level, parsed.data.text, parsed.data.fields)
    else {
      const message = withoutSecrets(parsed.data, this.#deps.redact)
      if (message.type === 'progress') this.#progressed(message.text)
      this.#messages.emit(message)
    }
  }

  /** What it waits for is told again and again; each text is written once. */
  #progressed(text: string): void {
    if (text !== this.#lastProgress) this.#log('info', text)
    this.#lastProgress = text
  }

  #end(end: InstanceEnd): void {
    if (this.#ended) return
    this.#ended = true
    this.#stopper.ended()
    this.#ends.emit(end)
  }

  #log(level: LogEntry['level'], text: string, fields?: Record<string, unknown>): void {
    const entry = { at: this.#deps.clock.epochMs(), source: this.#name, level, text, pid: this.lastPid }
    this.#deps.log({ ...entry, stream: 'log', ...(fields === undefined ? {} : { fields }) })
  }
}

/** What people get to read of it may hold the last words of somebody else's program. */
function withoutSecrets<T extends FromService | FromGateway | FromTenantHost | FromWorker>(
  message: T,
  redact: (text: string) => string,
): T {
  if (message.type === 'progress') return { ...message, text: redact(message.text) }
  if (message.type === 'notice' || message.type === 'config-error')
    return { ...message, message: redact(message.message) }
  return message
}
