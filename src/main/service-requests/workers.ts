import { randomUUID } from 'node:crypto'
import { OmniMindError } from '@shared/errors'
import { SECOND } from '@shared/lib/clock'
import { DisposableStore } from '@shared/lib/disposable'
import type { CenterRequestDetails, CenterResponse } from '@shared/process/center-requests'
import { FromWorker, type ToWorker } from '@shared/process/worker-messages'
import {
  Instance,
  newEndpoint,
  readResidentMemory,
  removeEndpoint,
  type InstanceDeps,
  type InstanceEnd,
} from '../supervisor'

export interface WorkersDeps extends InstanceDeps {
  /** Directory of the private endpoints, mode 0700. */
  runDir: string
}

type WorkerInstance = Instance<FromWorker, ToWorker>

type End =
  | { kind: 'alive' }
  /** Its service wants it gone. It may have ended by itself a moment before: a service sees that first. */
  | { kind: 'ordered' }
  /** By itself, or for too much memory; in words. */
  | { kind: 'ended'; why: string }
  | { kind: 'killed' }

interface Running {
  instance: WorkerInstance
  end: End
  gone: Promise<void>
}

const MAX_WORKERS = 8
const START_MS = 15 * SECOND
const LOOK_AT_MEMORY_EVERY_MS = 250
/** V8's heap gets this share of a worker's memory; the rest is for WebAssembly, SQLite and code. */
const HEAP_SHARE = 0.75
const MB = 1024 * 1024
/** Why a worker ended is told this long after. */
const MAX_REMEMBERED = 100

/** The worker processes of one run of a service: they end with it, by order, or by too much memory. */
export class Workers {
  readonly #deps: WorkersDeps
  readonly #serviceId: string
  readonly #workers = new Map<string, Running>()
  #isClosed = false

  constructor(deps: WorkersDeps, serviceId: string) {
    this.#deps = deps
    this.#serviceId = serviceId
  }

  /** Resolves when it listens. @throws OmniMindError SERVICE_START_FAILED, REQUEST_REFUSED */
  async start({
    worker,
    memoryLimitMb,
    readOnly,
  }: CenterRequestDetails<'worker.start'>): Promise<CenterResponse<'worker.start'>> {
    const alive = [...this.#workers.values()].filter(isAlive)
    if (this.#isClosed || alive.length >= MAX_WORKERS)
      throw new OmniMindError('REQUEST_REFUSED', `A service has at most ${MAX_WORKERS} worker processes.`)
    const endpoint = newEndpoint(this.#deps.runDir)
    const spec = {
      program: 'worker',
      name: this.#serviceId,
      heapLimitMb: Math.floor(memoryLimitMb * HEAP_SHARE),
      ...(readOnly ? { sandboxed: { read: readOnly } } : {}),
    } as const
    const instance: WorkerInstance = new Instance(this.#deps, spec, FromWorker)
    const workerId = randomUUID()
    const running = this.#watch(workerId, instance, endpoint, memoryLimitMb)
    instance.send({ type: 'start', serviceId: this.#serviceId, worker, endpoint })
    await this.#listening(running)
    return { workerId, endpoint, pid: instance.pid }
  }

  /** Resolves when it is gone, with the reason when it had ended by itself. */
  async kill(workerId: string): Promise<string | null> {
    const running = this.#workers.get(workerId)
    if (!running) return null
    if (running.end.kind === 'alive') running.end = { kind: 'ordered' }
    running.instance.kill()
    await running.gone
    return running.end.kind === 'ended' ? running.end.why : null
  }

  close(): void {
    this.#isClosed = true
    for (const { instance } of this.#workers.values()) instance.kill()
  }

  #watch(workerId: string, instance: WorkerInstance, endpoint: string, memoryLimitMb: number): Running {
    const resources = new DisposableStore()
    resources.defer(() => removeEndpoint(endpoint))
    let tooMuch: string | null = null
    resources.add(
      this.#deps.clock.every(LOOK_AT_MEMORY_EVERY_MS, () => {
        const bytes = instance.pid === null ? null : readResidentMemory(instance.pid)
        if (bytes === null || bytes <= memoryLimitMb * MB) return
        tooMuch = `It used more than ${memoryLimitMb} MB of memory and was ended.`
        instance.kill()
      }),
    )
    const running: Running = { instance, end: { kind: 'alive' }, gone: Promise.resolve() }
    running.gone = new Promise((resolve) => {
      instance.onEnd((end) => {
        resources.dispose()
        running.end = endOf(running.end, end, tooMuch ?? endText(end, memoryLimitMb))
        resolve()
        this.#forgetOldest()
      })
    })
    this.#workers.set(workerId, running)
    return running
  }

  async #listening({ instance, gone }: Running): Promise<void> {
    const resources = new DisposableStore()
    const { clock } = this.#deps
    const outcome = await new Promise<string>((resolve) => {
      resources.add(instance.onMessage(({ type }) => type === 'listening' && resolve('listening')))
      resources.add(clock.after(START_MS, () => resolve('late')))
      void gone.then(() => resolve('gone'))
    })
    resources.dispose()
    if (outcome === 'listening') return
    instance.kill()
    throw new OmniMindError('SERVICE_START_FAILED', 'A worker process did not start.', {
      nextStep: 'Open the log of this service for details.',
    })
  }

  #forgetOldest(): void {
    const ended = [...this.#workers].filter(([, one]) => !isAlive(one))
    for (const [workerId] of ended.slice(0, Math.max(0, ended.length - MAX_REMEMBERED)))
      this.#workers.delete(workerId)
  }
}

function isAlive({ end }: Running): boolean {
  return end.kind === 'alive' || end.kind === 'ordered'
}

/** An ordered end is one only when it was our signal that ended the process. */
function endOf(before: End, { exit }: InstanceEnd, why: string): End {
  const isOurs = exit.kind === 'signaled' && exit.signal === 'SIGKILL' && !why.includes('memory')
  return before.kind === 'ordered' && isOurs ? { kind: 'killed' } : { kind: 'ended', why }
}

/** V8 ends a process whose heap is full by SIGABRT (SIGTRAP on some systems), with these words on stderr. */
function endText({ exit, tail }: InstanceEnd, memoryLimitMb: number): string {
  if (tail.some((line) => line.includes('heap out of memory')))
    return `It needed more memory than its limit of ${memoryLimitMb} MB allows.`
  if (exit.kind === 'exited') return `It ended with code ${exit.code}.`
  if (exit.kind === 'signaled') return `It was ended by ${exit.signal}.`
  return 'It ended.'
}
