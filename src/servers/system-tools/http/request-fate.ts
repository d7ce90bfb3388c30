import type { Method } from './redirects'

const READING: readonly Method[] = ['GET', 'HEAD', 'OPTIONS']
/** No connection was made; as the system and undici say it. */
const NEVER_SENT = /ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|Connect Timeout/

/** What became of a request that fails: it may have changed something elsewhere, and repeating it may do that twice. */
export class RequestFate {
  readonly #mayChange: boolean
  #state: 'waiting' | 'sent' | number = 'waiting'

  constructor(method: Method) {
    this.#mayChange = !READING.includes(method)
  }

  /** It is on its way from here on. */
  sent(): void {
    if (this.#state === 'waiting') this.#state = 'sent'
  }

  /** Its first answer; those behind a redirect tell nothing of it. */
  answered(status: number): void {
    if (typeof this.#state !== 'number') this.#state = status
  }

  /**
   * @param why it failed, in a sentence
   * @param isOurs it was refused here: until there was an answer, before anything was sent
   */
  explain(why: string, isOurs: boolean): string {
    if (!this.#mayChange || this.#state === 'waiting') return why
    if (typeof this.#state === 'number')
      return `${why} The server had answered with status ${this.#state}: do not repeat the request to see its answer.`
    if (isOurs) return why
    if (NEVER_SENT.test(why)) return `${why} Nothing was sent.`
    return `${why} Whether the server carried out the request is not known: look before you repeat it.`
  }
}
