import { OneAtATime } from '@shared/lib/one-at-a-time'
import type { RunReport, RunRequest } from '../engine'
import type { Interpreter } from './interpreter'

const MAX_WAITING = 8

type StartInterpreter = (signal: AbortSignal) => Promise<Interpreter>

/** A session has more runs waiting than it may. */
export class SessionBusyError extends Error {
  override readonly name = 'SessionBusyError'
}

/** The session was ended before the code of a run began; the message says why. */
export class SessionEndedError extends Error {
  override readonly name = 'SessionEndedError'
}

/** The variables of one caller: runs one after the other, in an interpreter that may have to be started anew. */
export class PythonSession {
  lastUsedAt: number
  variables: string[] = []
  /** Has an interpreter, or one is being started. */
  hasSlot = false
  readonly #now: () => number
  readonly #turns = new OneAtATime()
  #interpreter: Interpreter | null = null
  #starting: { order: AbortController; settled: Promise<void> } | null = null
  #inLine = 0
  #lost: string | null = null

  constructor(now: () => number) {
    this.#now = now
    this.lastUsedAt = now()
  }

  get isBusy(): boolean {
    return this.#inLine > 0
  }

  /**
   * @param start gives an interpreter when there is none; it must set `hasSlot`, and may throw
   * @throws SessionBusyError, SessionEndedError; what `start` throws
   */
  run(request: RunRequest, start: StartInterpreter): Promise<RunReport> {
    if (this.#inLine >= MAX_WAITING)
      throw new SessionBusyError(`${MAX_WAITING} runs wait in this session already. Wait for one to end.`)
    this.#inLine += 1
    return this.#turns.run(() => this.#runNow(request, start)).finally(() => (this.#inLine -= 1))
  }

  /**
   * Ends its interpreter, also one that is being started, and with it the run that goes on.
   * @param why told to the caller of the next run
   * @returns whether there was one
   */
  async end(why: string): Promise<boolean> {
    if (this.#starting) {
      this.#starting.order.abort(new SessionEndedError(why))
      await this.#starting.settled
      return true
    }
    const interpreter = this.#interpreter
    if (!interpreter) return false
    this.#forget(why)
    await interpreter.end()
    return true
  }

  async #runNow(request: RunRequest, start: StartInterpreter): Promise<RunReport> {
    request.signal.throwIfAborted()
    this.lastUsedAt = this.#now()
    if (this.#interpreter?.isGone) this.#forget('Its process ended.')
    const interpreter = this.#interpreter ?? (await this.#start(request.signal, start))
    const notes =
      this.#lost === null ? [] : [`This is a new interpreter, without earlier variables. ${this.#lost}`]
    this.#lost = null
    try {
      const report = await interpreter.run(request)
      this.variables = report.variables
      return { ...report, notes: [...notes, ...report.notes] }
    } finally {
      this.lastUsedAt = this.#now()
      if (interpreter.isGone && this.#interpreter === interpreter)
        this.#forget('The run before ended the interpreter.')
    }
  }

  async #start(signal: AbortSignal, start: StartInterpreter): Promise<Interpreter> {
    const order = new AbortController()
    // All of what follows: whoever ended the session may count on it that an interpreter which came up nevertheless is gone.
    const settled = Promise.withResolvers<void>()
    this.#starting = { order, settled: settled.promise }
    try {
      const interpreter = await start(AbortSignal.any([signal, order.signal]))
      if (!order.signal.aborted) return (this.#interpreter = interpreter)
      await interpreter.end()
      throw order.signal.reason
    } catch (error) {
      if (!order.signal.aborted) throw error
      this.hasSlot = false
      throw order.signal.reason
    } finally {
      this.#starting = null
      settled.resolve()
    }
  }

  #forget(why: string): void {
    this.#interpreter = null
    this.#lost = why
    this.hasSlot = false
    this.variables = []
  }
}
