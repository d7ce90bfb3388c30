import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { Clock } from '@shared/lib/clock'
import { LineSplitter } from '@shared/lib/json-lines'
import { MAX_WORKER_LINE, WorkerReply } from '@shared/process/worker-messages'
import type { Center } from '../center'

/** Why a call to a worker brought no answer. After `failed` the worker lives on; after the others it is gone. */
export class WorkerError extends Error {
  override readonly name = 'WorkerError'
  readonly reason: 'failed' | 'timed-out' | 'cancelled' | 'ended'

  constructor(reason: WorkerError['reason'], text: string) {
    super(text)
    this.reason = reason
  }
}

export interface WorkerCallOptions {
  /** The worker is killed when the answer takes longer. */
  timeoutMs: number
  /** Aborted: the worker is killed. */
  signal?: AbortSignal
  onEvent?: (event: unknown) => void
}

interface Waiting {
  onEvent: ((event: unknown) => void) | undefined
  resolve: (value: unknown) => void
  reject: (error: WorkerError) => void
}

export interface WorkerDeps {
  center: Center
  clock: Pick<Clock, 'after'>
}

/** A process of a service's own, started and killed by main; see `defineWorker`. */
export class Worker {
  readonly #deps: WorkerDeps
  readonly #workerId: string
  readonly #socket: Socket
  readonly #waiting = new Map<number, Waiting>()
  #lastId = 0
  #isGone = false

  private constructor(deps: WorkerDeps, workerId: string, socket: Socket) {
    this.#deps = deps
    this.#workerId = workerId
    this.#socket = socket
    const lines = new LineSplitter(
      (line) => this.#received(WorkerReply.parse(JSON.parse(line))),
      () => void this.kill(),
      MAX_WORKER_LINE,
    )
    socket.setEncoding('utf8').on('data', (chunk) => lines.push(String(chunk)))
    socket.on('error', () => socket.destroy())
    socket.on('close', () => void this.#end('ended'))
  }

  /**
   * @param worker file name in the service's `workers` folder
   * @throws OmniMindError when it does not come up
   */
  static async start(deps: WorkerDeps, worker: string, memoryLimitMb: number): Promise<Worker> {
    const { workerId, endpoint } = await deps.center.ask('worker.start', { worker, memoryLimitMb })
    const socket = connect(endpoint)
    await once(socket, 'connect')
    return new Worker(deps, workerId, socket)
  }

  /** True when it must be started anew. */
  get isGone(): boolean {
    return this.#isGone
  }

  /** Calls are answered in the order in which they were made. @throws WorkerError */
  call(message: unknown, { timeoutMs, signal, onEvent }: WorkerCallOptions): Promise<unknown> {
    if (this.#isGone) return Promise.reject(new WorkerError('ended', 'The worker process is gone.'))
    const id = ++this.#lastId
    const answered = new Promise<unknown>((resolve, reject) => {
      this.#waiting.set(id, { onEvent, resolve, reject })
    })
    const cancel = (): void => void this.#end('cancelled')
    const late = this.#deps.clock.after(timeoutMs, () => void this.#end('timed-out'))
    if (signal?.aborted) cancel()
    else signal?.addEventListener('abort', cancel)
    this.#socket.write(`${JSON.stringify({ id, message })}\n`)
    return answered.finally(() => {
      late.dispose()
      signal?.removeEventListener('abort', cancel)
    })
  }

  /** Resolves when the process is gone. */
  async kill(): Promise<void> {
    await this.#end('ended')
  }

  #received(reply: WorkerReply): void {
    const waiting = this.#waiting.get(reply.id)
    if (!waiting) return
    if (reply.kind === 'event') return waiting.onEvent?.(reply.event)
    this.#waiting.delete(reply.id)
    if (reply.kind === 'done') waiting.resolve(reply.value)
    else waiting.reject(new WorkerError('failed', reply.text))
  }

  /** Every call that waits ends with it: the process answers no more. */
  async #end(reason: 'timed-out' | 'cancelled' | 'ended'): Promise<void> {
    if (this.#isGone) return
    this.#isGone = true
    const { ended } = await this.#deps.center
      .ask('worker.kill', { workerId: this.#workerId })
      .catch(() => ({ ended: null }))
    this.#socket.destroy()
    const text = ended ?? `The worker process was ended: ${reason}.`
    for (const waiting of this.#waiting.values()) waiting.reject(new WorkerError(reason, text))
    this.#waiting.clear()
  }
}
