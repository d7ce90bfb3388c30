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

  /** It was carried out, or refused by the server. Later answers, behind a redirect to look at it, tell nothing of it. */
  answered(status: number): void {
    if (typeof this.#state !== 'number') this.#state = status
  }

  /** The server asks to send the same elsewhere (307, 308): it did nothing itself. */
  passedOn(): void {
    if (this.#state === 'sent') this.#state = 'waiting'
  }

  /**
   * @param why it failed, in a sentence
   * @param isOurs it was refused here: until there was an answer, before anything was sent there
   */
  explain(why: string, isOurs: boolean): string {
    if (!this.#mayChange || this.#state === 'waiting') return why
    if (typeof this.#state === 'number')
      return `${why} The server had answered with status ${this.#state}: do not repeat the request to see its answer.`
    if (isOurs) return why
    if (NEVER_SENT.test(why)) return `${why} Nothing was sent there.`
    return `${why} Whether the server carried out the request is not known: look before you repeat it.`
  }
}
