import { randomBytes } from 'node:crypto'
import type { IdGenerator } from '@opentelemetry/sdk-trace'

/** Gives the next span the ids the gateway chose (and told the service), else random ones. */
export class CallIds implements IdGenerator {
  #traceId: string | null = null
  #spanId: string | null = null

  /** For the one span started next. */
  use(ids: { traceId: string | null; spanId: string | null }): void {
    this.#traceId = ids.traceId
    this.#spanId = ids.spanId
  }

  generateTraceId(): string {
    const id = this.#traceId ?? randomBytes(16).toString('hex')
    this.#traceId = null
    return id
  }

  generateSpanId(): string {
    const id = this.#spanId ?? randomBytes(8).toString('hex')
    this.#spanId = null
    return id
  }
}
