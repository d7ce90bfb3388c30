import type { FromGateway } from '@shared/process/gateway-messages'

type LogMessage = Extract<FromGateway, { type: 'log' }>

/** Longest list of different notices kept between two reports. */
const MAX_KINDS = 100

/**
 * Things worth a line in the log that a client or a service could cause a thousand times a second: counted, and
 * told once per report.
 */
export class Notices {
  readonly #counts = new Map<string, { serviceId: string; text: string; count: number }>()

  add(serviceId: string, text: string): void {
    const key = `${serviceId} ${text}`
    const known = this.#counts.get(key)
    if (known) known.count++
    else if (this.#counts.size < MAX_KINDS) this.#counts.set(key, { serviceId, text, count: 1 })
  }

  take(): LogMessage[] {
    const messages = [...this.#counts.values()].map(({ serviceId, text, count }): LogMessage => ({
      type: 'log',
      level: 'info',
      text: `${serviceId}: ${text}${count > 1 ? ` (${count} times)` : ''}`,
      fields: { serviceId, count },
    }))
    this.#counts.clear()
    return messages
  }
}
