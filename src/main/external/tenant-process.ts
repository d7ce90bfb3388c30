import { Emitter } from '@shared/lib/emitter'
import type { ToService } from '@shared/process/service-messages'
import type { FromTenantHost } from '@shared/process/tenant-messages'
import type { HostProcess, ProcessExit } from '../host/host'

/** What a tenant says to its host process. */
export interface TenantLine {
  toTenant(message: ToService): void
  kill(signal: 'SIGTERM' | 'SIGKILL'): void
}

/**
 * One run of an external server, as the supervisor sees any process. Messages sent before a host took it in wait; its
 * end is told once.
 */
export class TenantProcess implements HostProcess {
  readonly name: string
  readonly #messages = new Emitter<unknown>()
  readonly #output = new Emitter<{ stream: 'stdout' | 'stderr'; chunk: string }>()
  readonly #exits = new Emitter<ProcessExit>()
  #line: TenantLine | null = null
  #waiting: ToService[] = []
  #pid: number | undefined
  #ended = false

  constructor(name: string) {
    this.name = name
  }

  get pid(): number | undefined {
    return this.#ended ? undefined : this.#pid
  }
  get hasEnded(): boolean {
    return this.#ended
  }

  /** The host process takes its messages from now on. */
  attach(line: TenantLine): void {
    this.#line = line
    for (const message of this.#waiting.splice(0)) line.toTenant(message)
  }

  send(message: unknown): void {
    if (this.#ended) return
    const order = message as ToService
    if (this.#line) this.#line.toTenant(order)
    else if (order.type === 'stop') this.#endSoon({ kind: 'exited', code: 0 })
    else this.#waiting.push(order)
  }

  kill(signal: 'SIGTERM' | 'SIGKILL'): void {
    if (this.#ended) return
    if (this.#line) this.#line.kill(signal)
    else this.#endSoon({ kind: 'signaled', signal })
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

  /** What its host told of it. */
  receive(message: Extract<FromTenantHost, { tenant: string }>): void {
    if (message.type === 'opened') this.#pid = message.pid ?? undefined
    else if (message.type === 'from-tenant') this.tell(message.message)
    else if (message.type === 'output') this.#output.emit(message)
    else if (message.type === 'ended') this.end(message.exit)
  }

  /** A message as if the server had sent it itself. */
  tell(message: Extract<FromTenantHost, { type: 'from-tenant' }>['message']): void {
    if (!this.#ended) this.#messages.emit(message)
  }

  end(exit: ProcessExit): void {
    if (this.#ended) return
    this.#ended = true
    this.#waiting = []
    this.#exits.emit(exit)
  }

  /** Nothing runs yet, and nothing will. Not within the call that asked for it, as with any process. */
  #endSoon(exit: ProcessExit): void {
    queueMicrotask(() => this.end(exit))
  }
}
