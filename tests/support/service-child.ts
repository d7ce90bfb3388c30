import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import type { FromService, ToService } from '@shared/process/service-messages'
import { PipeClientTransport } from './pipe-client-transport'
import type { TestCenter } from './test-center'

type Of<T extends FromService['type']> = Extract<FromService, { type: T }>

/** A real service process, seen as main sees it. */
export class ServiceChild {
  readonly process: ChildProcess
  readonly messages: FromService[] = []
  readonly endpoint = join(tmpdir(), `omni-${randomUUID().slice(0, 8)}.sock`)
  stderr = ''
  readonly #exit: Promise<{ code: number | null; signal: NodeJS.Signals | null }>

  constructor(entry: string, execArgv: string[] = []) {
    this.process = fork(entry, [], { execArgv, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
    this.process.on('message', (message) => this.#received(message as FromService))
    this.process.stderr?.on('data', (chunk) => (this.stderr += String(chunk)))
    // Not the 'close' event: Node never emits it after `disconnect` was called on this side.
    const output = this.process.stderr ? once(this.process.stderr, 'close') : null
    this.#exit = once(this.process, 'exit').then(async ([code, signal]) => {
      await output
      rmSync(this.endpoint, { force: true })
      return { code, signal }
    })
  }

  /** Answers what the service asks of main, e.g. `TestCenter.respond`; without it nobody does. */
  center: Pick<TestCenter, 'respond'> | null = null

  /** Without a center nobody logged anything yet, and no other request is granted. */
  #received(message: FromService): void {
    this.messages.push(message)
    if (message.type !== 'request') return
    const { id, request } = message
    if (this.center)
      return void this.center.respond(request).then((outcome) => this.send({ type: 'response', id, outcome }))
    if (request.kind === 'logs.search')
      return this.send({
        type: 'response',
        id,
        outcome: { kind: 'done', value: { entries: [], more: false } },
      })
    const problem = { code: 'REQUEST_REFUSED', message: 'Not in this test.' } as const
    this.send({ type: 'response', id, outcome: { kind: 'failed', problem } })
  }

  send(message: ToService): void {
    this.process.send(message)
  }

  order(serviceId: string, dataDir: string, settings: Record<string, boolean> = {}): void {
    this.send({ type: 'start', serviceId, endpoint: this.endpoint, dataDir, settings })
  }

  /** Starts the server and waits until it listens. */
  async start(serviceId: string, dataDir: string): Promise<void> {
    this.order(serviceId, dataDir)
    await this.message('listening')
  }

  /** The first message of a type, past or to come; fails when the process ends without it. */
  async message<T extends FromService['type']>(type: T): Promise<Of<T>> {
    const ended = this.#exit.then(({ code, signal }) => {
      throw new Error(`The process ended (${code ?? signal}) without "${type}".\n${this.stderr}`)
    })
    ended.catch(() => {})
    for (;;) {
      const found = this.messages.find((message): message is Of<T> => message.type === type)
      if (found) return found
      await Promise.race([once(this.process, 'message'), ended])
    }
  }

  async client(name = 'test'): Promise<Client> {
    const client = new Client({ name, version: '1.0' })
    await client.connect(await PipeClientTransport.connect(this.endpoint))
    return client
  }

  async ended(): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
    return await this.#exit
  }

  async kill(): Promise<void> {
    this.process.kill('SIGKILL')
    await this.#exit
  }
}
