import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { errorText, OmniMindError } from '@shared/errors'
import type { Clock } from '@shared/lib/clock'
import { DisposableStore } from '@shared/lib/disposable'
import { LineSplitter } from '@shared/lib/json-lines'
import { OneAtATime } from '@shared/lib/one-at-a-time'
import { MAX_WORKER_LINE, WorkerReply } from '@shared/process/worker-messages'
import type { Center } from '../center'

/** Why a call to a worker brought no answer. After `failed` the worker lives on; after the others it may be gone. */
export class WorkerError extends Error {
  override readonly name = 'WorkerError'
  readonly reason: 'failed' | 'timed-out' | 'cancelled' | 'ended'

  constructor(reason: WorkerError['reason'], text: string) {
    super(text)
    this.reason = reason
  }
}

export interface WorkerCallOptions {
  /** The worker is killed when the answer takes longer, counted from when the call begins. */
  timeoutMs: number
  /** Aborted: the worker is killed, when the call has begun; else the call is dropped. */
  signal?: AbortSignal
  onEvent?: (event: unknown) => void
}

interface Running {
  id: number
  onEvent: ((event: unknown) => void) | undefined
  resolve: (value: unknown) => void
  reject: (error: WorkerError) => void
}

export interface WorkerDeps {
  center: Center
  clock: Pick<Clock, 'after'>
}

/**
 * A process of a service's own, started and killed by main; see `defineWorker`. Calls run one after the other: one that
 * takes too long, or whose caller goes, ends the process, and with it those that wait behind it.
 */
export class Worker {
  readonly #deps: WorkerDeps
  readonly #workerId: string
  readonly #socket: Socket
  readonly #turns = new OneAtATime()
  #running: Running | null = null
  #lastId = 0
  #end: Promise<string> | null = null

  private constructor(deps: WorkerDeps, workerId: string, socket: Socket) {
    this.#deps = deps
    this.#workerId = workerId
    this.#socket = socket
    const lines = new LineSplitter(
      (line) => this.#received(line),
      () => void this.#kill('ended'),
      MAX_WORKER_LINE,
    )
    socket.setEncoding('utf8').on('data', (chunk) => lines.push(String(chunk)))
    socket.on('error', () => socket.destroy())
    socket.on('close', () => void this.#kill('ended'))
  }

  /**
   * @param worker file name in the service's `workers` folder
   * @param readOnly for foreign code: the folders it may read; it may do nothing else to the machine
   * @throws OmniMindError when it does not come up
   */
  static async start(
    deps: WorkerDeps,
    worker: string,
    memoryLimitMb: number,
    readOnly?: string[],
  ): Promise<Worker> {
    const wanted = { worker, memoryLimitMb, ...(readOnly ? { readOnly } : {}) }
    const { workerId, endpoint } = await deps.center.ask('worker.start', wanted)
    const socket = connect(endpoint)
    try {
      await once(socket, 'connect')
    } catch (error) {
      // Nobody else knows of the process.
      await deps.center.ask('worker.kill', { workerId }).catch(() => {})
      throw new OmniMindError('SERVICE_START_FAILED', 'A worker process cannot be reached.', { cause: error })
    }
    return new Worker(deps, workerId, socket)
  }

  /** True when it must be started anew. */
  get isGone(): boolean {
    return this.#end !== null
  }

  /** @throws WorkerError */
  call(message: unknown, options: WorkerCallOptions): Promise<unknown> {
    return this.#turns.run(() => this.#callNow(message, options))
  }

  /** Resolves when the process is gone. */
  async kill(): Promise<void> {
    await this.#kill('ended')
  }

  async #callNow(message: unknown, { timeoutMs, signal, onEvent }: WorkerCallOptions): Promise<unknown> {
    if (signal?.aborted) throw new WorkerError('cancelled', 'The call was cancelled before it began.')
    if (this.#end) throw new WorkerError('ended', await this.#end)
    const id = ++this.#lastId
    const watches = new DisposableStore()
    const answered = new Promise<unknown>((resolve, reject) => {
      this.#running = { id, onEvent, resolve, reject }
    })
    const cancel = (): void => void this.#kill('cancelled')
    signal?.addEventListener('abort', cancel)
    watches.defer(() => signal?.removeEventListener('abort', cancel))
    watches.add(this.#deps.clock.after(timeoutMs, () => void this.#kill('timed-out')))
    this.#socket.write(`${JSON.stringify({ id, message })}\n`)
    return await answered.finally(() => watches.dispose())
  }

  /** What a worker says is taken for what it is: a line that makes no sense ends it, never its service. */
  #received(line: string): void {
    try {
      const reply = WorkerReply.parse(JSON.parse(line))
      const running = this.#running
      if (running?.id !== reply.id) return
      if (reply.kind === 'event') return running.onEvent?.(reply.event)
      this.#running = null
      if (reply.kind === 'done') running.resolve(reply.value)
      else running.reject(new WorkerError('failed', reply.text))
    } catch (error) {
      void this.#kill('ended', `What the worker said could not be read: ${errorText(error)}`)
    }
  }

  /** The process answers no more. @returns why, in words */
  #kill(reason: 'timed-out' | 'cancelled' | 'ended', text?: string): Promise<string> {
    this.#end ??= this.#killNow(reason, text)
    return this.#end
  }

  async #killNow(reason: 'timed-out' | 'cancelled' | 'ended', text?: string): Promise<string> {
    const { ended } = await this.#deps.center
      .ask('worker.kill', { workerId: this.#workerId })
      .catch(() => ({ ended: null }))
    this.#socket.destroy()
    const why = ended ?? text ?? `The worker process was ended: ${reason}.`
    this.#running?.reject(new WorkerError(reason, why))
    this.#running = null
    return why
  }
}
