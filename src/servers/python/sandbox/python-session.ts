import { OneAtATime } from '@shared/lib/one-at-a-time'
import type { RunReport, RunRequest } from '../engine'
import type { Interpreter } from './interpreter'

const MAX_WAITING = 8

/** A session has more runs waiting than it may. */
export class SessionBusyError extends Error {
  override readonly name = 'SessionBusyError'
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
   * @throws SessionBusyError; what `start` throws
   */
  run(request: RunRequest, start: () => Promise<Interpreter>): Promise<RunReport> {
    if (this.#inLine >= MAX_WAITING)
      throw new SessionBusyError(`${MAX_WAITING} runs wait in this session already. Wait for one to end.`)
    this.#inLine += 1
    return this.#turns.run(() => this.#runNow(request, start)).finally(() => (this.#inLine -= 1))
  }

  /** @param why told to the caller of the next run */
  async end(why: string): Promise<boolean> {
    const interpreter = this.#interpreter
    if (!interpreter) return false
    this.#forget(why)
    await interpreter.end()
    return true
  }

  async #runNow(request: RunRequest, start: () => Promise<Interpreter>): Promise<RunReport> {
    request.signal.throwIfAborted()
    this.lastUsedAt = this.#now()
    if (this.#interpreter?.isGone) this.#forget('Its process ended.')
    const interpreter = (this.#interpreter ??= await start())
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

  #forget(why: string): void {
    this.#interpreter = null
    this.#lost = why
    this.hasSlot = false
    this.variables = []
  }
}
