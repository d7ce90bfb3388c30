import { SECOND } from '@shared/lib/clock'
import type { Disposable } from '@shared/lib/disposable'
import { HostRun, type HostRunDeps, type OpenOrder } from './host-run'
import type { TenantProcess } from './tenant-process'

/** Without a tenant the process is kept this long for the next one. */
const EMPTY_MS = 60 * SECOND

/**
 * One of the two programs that host external servers: started with its first tenant, ended some time after its last.
 * When it dies, its tenants' restarts bring up the next one.
 */
export class TenantHost {
  readonly #deps: HostRunDeps
  #run: HostRun | null = null
  #empty: Disposable | null = null
  #ending = new Set<Promise<void>>()
  #opened = 0

  constructor(deps: HostRunDeps) {
    this.#deps = deps
  }

  /** Hands one run of a server over to the host process. @throws when the host cannot be spawned */
  open(process: TenantProcess, order: OpenOrder): void {
    this.#empty?.dispose()
    const run = (this.#run ??= this.#start())
    run.open(`${order.serviceId}#${++this.#opened}`, process, order)
    process.onExit(() => this.#left())
  }

  signedIn(serviceId: string, answer: { code: string; state: string; iss?: string }): void {
    this.#run?.signedIn(serviceId, answer)
  }

  pause(): void {
    this.#run?.pause()
  }

  resume(): void {
    this.#run?.resume()
  }

  /** Ends the process; resolves when it is gone, after 1.5 s at most. */
  async shutdown(): Promise<void> {
    this.#retire()
    await Promise.all(this.#ending)
  }

  #start(): HostRun {
    const ended = Promise.withResolvers<void>()
    const run = new HostRun(this.#deps, () => {
      if (this.#run === run) this.#run = null
      this.#ending.delete(ended.promise)
      ended.resolve()
    })
    this.#ending.add(ended.promise)
    return run
  }

  #left(): void {
    this.#empty?.dispose()
    if (this.#run?.isEmpty) this.#empty = this.#deps.clock.after(EMPTY_MS, () => this.#retire())
  }

  /** Whoever comes from now on gets a new process. */
  #retire(): void {
    this.#empty?.dispose()
    const run = this.#run
    this.#run = null
    run?.stop()
  }
}
