import { Worker, WorkerError, type WorkerDeps } from '../../kit/worker/worker'
import { nothing, type RunReport, type RunRequest } from '../engine'
import { Output } from '../output'
import { SandboxOutcome } from '../run-outcome'
import { ScratchError, type ScratchFolder } from '../scratch-folder'
import { findPyodide } from './pyodide-files'
import { InterpreterEvent, type ToInterpreter } from './interpreter-messages'

/** Node, V8 and Pyodide's compiled code, without Python's own memory. Measured 150 MB; the rest is for peaks. */
const PROCESS_MB = 256
const OPEN_TIMEOUT_MS = 60_000
/** Python is asked to stop at its time limit; when it does not, its process is killed. */
const GRACE_MS = 1_500
/** How long code may compute on after its run has ended. */
const REST_MS = 3_000

const REST: ToInterpreter = { kind: 'rest' }

export interface InterpreterOptions {
  memoryMb: number
  outputBytes: number
  packagesFolder: string
}

/** One Python in a process of its own, and which scratch files it has. Runs come one at a time. */
export class Interpreter {
  readonly #worker: Worker
  readonly #scratch: ScratchFolder
  readonly #options: InterpreterOptions
  /** Files as this Python last had them: path to the time of change on disk. */
  readonly #known = new Map<string, number>()
  #runs = 0
  #isOrdered = false

  private constructor(worker: Worker, scratch: ScratchFolder, options: InterpreterOptions) {
    this.#worker = worker
    this.#scratch = scratch
    this.#options = options
  }

  /**
   * @param signal ends the start, and the process with it
   * @throws WorkerError when Python cannot be loaded, or the signal ended it; OmniMindError when the process does not come up
   */
  static async start(
    deps: WorkerDeps,
    scratch: ScratchFolder,
    options: InterpreterOptions,
    signal: AbortSignal,
  ): Promise<Interpreter> {
    const { memoryMb, packagesFolder } = options
    const pyodideFolder = findPyodide()
    const readable = [pyodideFolder, ...(packagesFolder === '' ? [] : [packagesFolder])]
    const worker = await Worker.start(deps, 'interpreter', memoryMb + PROCESS_MB, readable)
    const open: ToInterpreter = { kind: 'open', memoryMb, pyodideFolder, packagesFolder }
    try {
      await worker.call(open, { timeoutMs: OPEN_TIMEOUT_MS, signal })
    } catch (error) {
      await worker.kill()
      throw error
    }
    return new Interpreter(worker, scratch, options)
  }

  get isGone(): boolean {
    return this.#worker.isGone
  }

  /** A run that goes on says that it was reset. */
  async end(): Promise<void> {
    this.#isOrdered = true
    await this.#worker.kill()
  }

  async run({ code, timeoutMs, signal }: Omit<RunRequest, 'session'>): Promise<RunReport> {
    const output = new Output(this.#options.outputBytes)
    const changed = new Map<string, Buffer>()
    const startedAt = performance.now()
    const message: ToInterpreter = {
      kind: 'run',
      code,
      name: `<python ${++this.#runs}>`,
      timeoutMs,
      outputBytes: this.#options.outputBytes,
      ...this.#filesToSend(),
    }
    const onEvent = (value: unknown): void => {
      const event = InterpreterEvent.parse(value)
      if (event.kind === 'output') output.add(event.stream, event.text)
      else changed.set(event.path, Buffer.from(event.base64, 'base64'))
    }
    const report = (): Omit<RunReport, 'stopped' | 'stateLost' | 'durationMs'> => ({
      ...nothing,
      sandbox: 'pyodide',
      stdout: output.stdout,
      stderr: output.stderr,
      outputCut: output.isCut,
      written: [],
      removed: [],
      notKept: [],
      notes: [],
    })
    try {
      const answer = await this.#worker.call(message, { timeoutMs: timeoutMs + GRACE_MS, signal, onEvent })
      // Beyond the time the worker is killed, which the next run sees.
      this.#worker.call(REST, { timeoutMs: REST_MS }).catch(() => {})
      const { removed, tooMuch, outputCut, ...outcome } = SandboxOutcome.parse(answer)
      const kept = this.#keep(changed, removed)
      return {
        ...report(),
        ...outcome,
        ...kept,
        notKept: [...kept.notKept, ...tooMuch.map((path) => `${path}: too large, or too many files`)],
        outputCut: outputCut || output.isCut,
        stateLost: false,
      }
    } catch (error) {
      if (!(error instanceof WorkerError)) throw error
      // Also when it was cancelled before the worker began: a cancelled run always ends its process.
      await this.#worker.kill()
      if (error.reason === 'cancelled') throw error
      const durationMs = performance.now() - startedAt
      const stopped = this.#isOrdered ? 'reset' : endedBecause(error, durationMs >= timeoutMs)
      return { ...report(), stopped, stateLost: true, durationMs: Math.round(durationMs) }
    }
  }

  #filesToSend(): { put: { path: string; base64: string; modifiedMs: number }[]; drop: string[] } {
    const files = this.#scratch.list()
    const drop = new Set(this.#known.keys())
    const put = []
    for (const { path, modifiedAt } of files) {
      drop.delete(path)
      if (this.#known.get(path) === modifiedAt) continue
      const content = this.#scratch.read(path)
      if (!content) continue
      this.#known.set(path, modifiedAt)
      put.push({ path, base64: content.toString('base64'), modifiedMs: modifiedAt })
    }
    for (const path of drop) this.#known.delete(path)
    return { put, drop: [...drop] }
  }

  #keep(changed: ReadonlyMap<string, Buffer>, gone: readonly string[]) {
    const written: string[] = []
    const notKept: string[] = []
    // First those that are gone: they make room.
    const removed = gone.filter((path) => this.#known.delete(path) && this.#scratch.remove(path))
    for (const [path, content] of changed) {
      try {
        this.#known.set(path, this.#scratch.write(path, content).modifiedAt)
        written.push(path)
      } catch (error) {
        if (!(error instanceof ScratchError)) throw error
        notKept.push(error.message)
      }
    }
    return { written, removed, notKept }
  }
}

function endedBecause(error: WorkerError, isLate: boolean): 'time' | 'memory' | 'broken' {
  if (error.reason === 'timed-out') return 'time'
  if (/memory/i.test(error.message)) return 'memory'
  return isLate ? 'time' : 'broken'
}
