import { ToolError } from '../../kit/define-tool'
import { WorkerError, type WorkerDeps } from '../../kit/worker/worker'
import type { Clock } from '@shared/lib/clock'
import type { Disposable } from '@shared/lib/disposable'
import type { Engine, RunReport, RunRequest } from '../engine'
import type { ScratchFolder } from '../scratch-folder'
import { Interpreter, type InterpreterOptions } from './interpreter'
import { PythonSession, SessionBusyError, SessionEndedError } from './python-session'

/** Sessions that are remembered, with or without an interpreter. */
const MAX_REMEMBERED = 50

export interface SandboxOptions extends InterpreterOptions {
  maxInterpreters: number
  idleMinutes: number
}

export interface SessionInfo {
  session: string
  isRunning: boolean
  idleSeconds: number
  variables: string[]
}

/** Pyodide, an interpreter process for each session, up to a maximum; those that rest longest are ended first. */
export class SandboxEngine implements Engine {
  readonly #deps: WorkerDeps & { clock: Clock; scratch: ScratchFolder }
  readonly #options: SandboxOptions
  readonly #sessions = new Map<string, PythonSession>()
  #idleCheck: Disposable | null = null

  constructor(deps: WorkerDeps & { clock: Clock; scratch: ScratchFolder }, options: SandboxOptions) {
    this.#deps = deps
    this.#options = options
  }

  /** @throws ToolError when every interpreter is busy, or Python cannot be loaded */
  async run(request: RunRequest): Promise<RunReport> {
    const session = this.#session(request.session)
    try {
      return await session.run(request, (signal) => this.#start(session, signal))
    } catch (error) {
      if (error instanceof SessionBusyError) throw new ToolError(error.message)
      if (error instanceof SessionEndedError)
        throw new ToolError(`None of the code was run: its session was ended before. ${error.message}`)
      if (error instanceof WorkerError && error.reason !== 'cancelled')
        throw new ToolError(`Python could not be started: ${error.message}`)
      throw error
    } finally {
      this.#watchIdle()
    }
  }

  /** @returns whether there was an interpreter */
  async reset(name: string): Promise<boolean> {
    return (await this.#sessions.get(name)?.end('It was reset.')) ?? false
  }

  /** Those that have an interpreter, last used first. */
  sessions(): SessionInfo[] {
    const now = this.#deps.clock.monotonicMs()
    return [...this.#sessions]
      .filter(([, { hasSlot }]) => hasSlot)
      .map(([session, { isBusy, lastUsedAt, variables }]) => ({
        session,
        isRunning: isBusy,
        idleSeconds: isBusy ? 0 : Math.round((now - lastUsedAt) / 1_000),
        variables,
      }))
      .sort((a, b) => a.idleSeconds - b.idleSeconds)
  }

  dispose(): void {
    this.#idleCheck?.dispose()
    for (const session of this.#sessions.values()) void session.end('The service stopped.')
  }

  #session(name: string): PythonSession {
    const known = this.#sessions.get(name)
    const session = known ?? new PythonSession(() => this.#deps.clock.monotonicMs())
    // A map keeps the order of insertion: last used comes last.
    this.#sessions.delete(name)
    this.#sessions.set(name, session)
    for (const [other, { hasSlot, isBusy }] of this.#sessions) {
      if (this.#sessions.size <= MAX_REMEMBERED) break
      if (!hasSlot && !isBusy && other !== name) this.#sessions.delete(other)
    }
    return session
  }

  async #start(session: PythonSession, signal: AbortSignal): Promise<Interpreter> {
    const living = [...this.#sessions.values()].filter(({ hasSlot }) => hasSlot)
    session.hasSlot = true
    try {
      if (living.length >= this.#options.maxInterpreters) await this.#makeRoom(living)
      return await Interpreter.start(this.#deps, this.#deps.scratch, this.#options, signal)
    } catch (error) {
      session.hasSlot = false
      throw error
    }
  }

  async #makeRoom(living: readonly PythonSession[]): Promise<void> {
    const [oldest] = living.filter(({ isBusy }) => !isBusy).sort((a, b) => a.lastUsedAt - b.lastUsedAt)
    if (!oldest)
      throw new ToolError(
        `All ${this.#options.maxInterpreters} Python interpreters are running code. Wait and try again.`,
      )
    await oldest.end('Another session needed its place; the settings say how many there may be.')
  }

  #watchIdle(): void {
    this.#idleCheck ??= this.#deps.clock.every(30_000, () => {
      const before = this.#deps.clock.monotonicMs() - this.#options.idleMinutes * 60_000
      const living = [...this.#sessions.values()].filter(({ hasSlot }) => hasSlot)
      for (const session of living)
        if (!session.isBusy && session.lastUsedAt < before)
          void session.end(`It was not used for ${this.#options.idleMinutes} minutes.`)
      if (living.length > 0) return
      this.#idleCheck?.dispose()
      this.#idleCheck = null
    })
  }
}
