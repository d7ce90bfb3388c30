// Loaded first in a utility process: gives it `process.parentPort` and takes the fork channel away.
import { EventEmitter } from 'node:events'

/** Messages wait until somebody listens, as on any message port. */
class ParentPort extends EventEmitter {
  readonly #send: (message: unknown) => void
  #waiting: unknown[] | null = []

  constructor(send: (message: unknown) => void) {
    super()
    this.#send = send
    this.on('newListener', (event) => {
      if (event === 'message') setImmediate(() => this.#open())
    })
  }

  postMessage(message: unknown): void {
    this.#send(message)
  }

  receive(data: unknown): void {
    if (this.#waiting === null) this.emit('message', { data, ports: [] })
    else this.#waiting.push(data)
  }

  #open(): void {
    const waiting = this.#waiting ?? []
    this.#waiting = null
    for (const data of waiting) this.emit('message', { data, ports: [] })
  }
}

const send = process.send?.bind(process)
if (send === undefined) throw new Error('electron double: a utility process needs its parent')
const port = new ParentPort((message) => {
  if (process.connected) send(message, undefined, undefined, () => {})
})
process.on('message', (data) => port.receive(data))
process.on('disconnect', () => process.exit(0))
Object.defineProperty(process, 'parentPort', { value: port })
Object.defineProperty(process, 'type', { value: 'utility' })
Object.defineProperty(process, 'send', { value: undefined })
