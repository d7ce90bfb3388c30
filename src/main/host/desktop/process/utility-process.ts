import type { UtilityProcess } from 'electron'
import { Emitter } from '@shared/lib/emitter'
import type { HostProcess, ProcessExit } from '../../host'
import { describeEnd, type EndEvidence, type GoneDetails } from './process-exit'
import { drained } from './output'

/** How long output and Chromium's reason may still come in after the exit event, ms. */
const DRAIN_MS = 250

/**
 * One `utilityProcess` as a host process. What Electron leaves to its caller is kept here:
 * 1. `kill()` does nothing between fork and spawn (electron#44009), so a kill waits for `spawn`.
 * 2. `postMessage()` on an ended process can take main down with it (electron#53923), so it is never reached.
 * 3. `kill()` knows SIGTERM only; SIGKILL goes by pid.
 * 4. The exit event may come before the last output and before the reason of a crash; both are awaited.
 */
export class DesktopProcess implements HostProcess {
  readonly name: string
  readonly #child: UtilityProcess
  readonly #messages = new Emitter<unknown>()
  readonly #output = new Emitter<{ stream: 'stdout' | 'stderr'; chunk: string }>()
  readonly #exits = new Emitter<ProcessExit>()
  #phase: 'spawning' | 'running' | 'ended' = 'spawning'
  #waitingKill: 'SIGTERM' | 'SIGKILL' | null = null
  readonly #evidence: EndEvidence = { code: 0, gone: null, sentSignal: null, fatalLocation: null }

  constructor(name: string, child: UtilityProcess) {
    this.name = name
    this.#child = child
    child.once('spawn', () => this.#onSpawn())
    child.on('message', (message: unknown) => this.#messages.emit(message))
    child.on('error', (_type, location) => (this.#evidence.fatalLocation = location))
    const streams = (['stdout', 'stderr'] as const).map((stream) =>
      drained(child[stream], (chunk) => this.#output.emit({ stream, chunk })),
    )
    child.once('exit', (code) => void this.#onExit(code, streams))
  }

  get pid(): number | undefined {
    return this.#phase === 'ended' ? undefined : this.#child.pid
  }

  send(message: unknown): void {
    if (this.#phase !== 'ended') this.#child.postMessage(message)
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

  kill(signal: 'SIGTERM' | 'SIGKILL'): void {
    if (this.#phase === 'ended') return
    if (this.#phase === 'spawning') {
      if (this.#waitingKill !== 'SIGKILL') this.#waitingKill = signal
      return
    }
    this.#evidence.sentSignal = signal
    if (signal === 'SIGTERM' && this.#child.kill()) return
    const { pid } = this
    if (pid !== undefined) signalByPid(pid, signal)
  }

  /** Chromium's reason for the end; told by whoever listens to `child-process-gone`. */
  noteGone(details: GoneDetails): void {
    this.#evidence.gone = details
    // A process that could not be launched has no exit event to wait for.
    if (details.reason === 'launch-failed' && this.#phase === 'spawning') this.#end()
  }

  #onSpawn(): void {
    if (this.#phase !== 'spawning') return
    this.#phase = 'running'
    if (this.#waitingKill !== null) this.kill(this.#waitingKill)
  }

  async #onExit(code: number, streams: Promise<void>[]): Promise<void> {
    if (this.#phase === 'ended') return
    this.#phase = 'ended'
    this.#evidence.code = code
    const late = new Promise((resolve) => setTimeout(resolve, DRAIN_MS))
    await Promise.race([Promise.all(streams), late])
    // A clean exit has no reason to wait for; any other may still be on its way from Chromium's observer.
    if (code !== 0 && this.#evidence.gone === null) await late
    this.#end()
  }

  #end(): void {
    this.#phase = 'ended'
    this.#exits.emit(describeEnd(this.#evidence))
  }
}

/** The process may have ended in this very moment, which is what a kill wants. */
function signalByPid(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}
