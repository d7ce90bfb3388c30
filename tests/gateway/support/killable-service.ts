import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { newEndpoint, type RunningGateway } from './running-gateway'

const PROGRAM = join(import.meta.dirname, '../fixtures/child.ts')

/** A fixture service in a process of its own that is started again each time it is killed, as main would do. */
export class KillableService {
  readonly #gateway: RunningGateway
  #child: ChildProcess | null = null
  #remove = (): void => {}

  constructor(gateway: RunningGateway) {
    this.#gateway = gateway
  }

  /** Starts an instance on a new endpoint and routes to it. */
  async start(): Promise<void> {
    const { endpoint, remove } = newEndpoint()
    this.#remove = remove
    this.#child = fork(PROGRAM, [endpoint], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], execArgv: [] })
    await once(this.#child, 'message')
    this.#gateway.route({ kind: 'up', endpoint })
  }

  /** Ends the instance with SIGKILL and tells the gateway when that was noticed. */
  async kill(): Promise<void> {
    const child = this.#child
    if (!child) return
    this.#child = null
    const exited = once(child, 'exit')
    child.kill('SIGKILL')
    await exited
    this.#gateway.route({ kind: 'coming' })
    this.#remove()
  }
}
