import { fork, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Center } from '@servers/kit/center'
import type { ConsentAnswer, ConsentQuestion } from '@shared/domain/consent'
import { OmniMindError, toProblem } from '@shared/errors'
import { CenterRequest, type ReachableService } from '@shared/process/center-requests'
import { FromWorker, type ToWorker } from '@shared/process/worker-messages'
import { programFlags } from '../../src/main/host/program-flags'
import { readResidentMemory } from '../../src/main/supervisor/resident-memory'

export interface TestCenterOptions {
  /** The service that asks. */
  serviceId: string
  /** The built `worker.js`, when workers are wanted; see `buildService`. */
  workerEntry?: string
  /** What the person answers. */
  consent?: (question: ConsentQuestion) => ConsentAnswer | Promise<ConsentAnswer>
  services?: () => ReachableService[]
}

/**
 * The control center as a service meets it, for tests: workers are real processes, the person is a function. Main's own
 * is in src/main/service-requests, and runs real workers in workers.test.ts there.
 */
export class TestCenter implements Center {
  readonly questions: ConsentQuestion[] = []
  readonly #options: TestCenterOptions
  readonly #workers = new Map<string, { child: ChildProcess; ended: string | null; endpoint: string }>()

  constructor(options: TestCenterOptions) {
    this.#options = options
  }

  async ask(kind: string, details: object): Promise<never> {
    return (await this.#answer(CenterRequest.parse({ kind, ...details }))) as never
  }

  /** For a service in a process of its own: main's answer to a `request` message. */
  async respond(request: CenterRequest) {
    try {
      return { kind: 'done' as const, value: await this.#answer(request) }
    } catch (error) {
      return { kind: 'failed' as const, problem: toProblem(error) }
    }
  }

  /** Pids of the workers that live. */
  pids(): number[] {
    return [...this.#workers.values()].flatMap(({ child, ended }) =>
      ended === null && child.pid !== undefined ? [child.pid] : [],
    )
  }

  async close(): Promise<void> {
    await Promise.all([...this.#workers.keys()].map((workerId) => this.#kill(workerId)))
  }

  async #answer(request: CenterRequest): Promise<unknown> {
    if (request.kind === 'worker.start') return this.#start(request)
    if (request.kind === 'worker.kill') return { ended: await this.#kill(request.workerId) }
    if (request.kind === 'consent.ask') {
      this.questions.push(request.question)
      return (await this.#options.consent?.(request.question)) ?? { kind: 'nobody-there' }
    }
    if (request.kind === 'services.list') return { services: this.#options.services?.() ?? [] }
    throw new OmniMindError('REQUEST_REFUSED', `The test center does not answer ${request.kind}.`)
  }

  async #start({ worker, memoryLimitMb, readOnly }: Extract<CenterRequest, { kind: 'worker.start' }>) {
    const { workerEntry, serviceId } = this.#options
    if (!workerEntry) throw new Error('This test center has no workers.')
    const endpoint = join(tmpdir(), `omni-w-${randomUUID().slice(0, 8)}.sock`)
    const spec = {
      program: 'worker',
      name: serviceId,
      ...(readOnly ? { sandboxed: { read: readOnly } } : {}),
    } as const
    const child = fork(workerEntry, [], {
      execArgv: programFlags(spec, dirname(workerEntry)),
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    const workerId = randomUUID()
    const entry = { child, ended: null as string | null, endpoint }
    this.#workers.set(workerId, entry)
    const watch = setInterval(() => {
      const bytes = child.pid === undefined ? null : readResidentMemory(child.pid)
      if (bytes === null || bytes <= memoryLimitMb * 1024 * 1024) return
      entry.ended = `It used more than ${memoryLimitMb} MB of memory and was ended.`
      child.kill('SIGKILL')
    }, 50)
    child.once('exit', (code, signal) => {
      clearInterval(watch)
      entry.ended ??= `The worker process ended (${code ?? signal}).`
      rmSync(endpoint, { force: true })
    })
    const started = new Promise<void>((resolve, reject) => {
      child.on('message', (message) => {
        if (FromWorker.parse(message).type === 'listening') resolve()
      })
      child.once('exit', () => reject(new Error(entry.ended ?? 'ended')))
    })
    child.send({ type: 'start', serviceId, worker, endpoint } satisfies ToWorker)
    await started
    return { workerId, endpoint, pid: child.pid ?? null }
  }

  async #kill(workerId: string): Promise<string | null> {
    const entry = this.#workers.get(workerId)
    if (!entry) return null
    if (entry.ended !== null) return entry.ended
    const gone = once(entry.child, 'exit')
    entry.ended = 'It was ended.'
    entry.child.kill('SIGKILL')
    await gone
    return null
  }
}
