/** Sign-ins under way: which server waits, and where the person's browser must go. */
export class SignIns {
  readonly #urls = new Map<string, string>()
  /** By the `state` that the browser brings back; the youngest last. */
  readonly #byState = new Map<string, string>()

  /** A server asks for a sign-in at this address. */
  asked(serviceId: string, url: string): void {
    this.#urls.set(serviceId, url)
    const state = URL.canParse(url) ? new URL(url).searchParams.get('state') : null
    if (state === null) return
    this.#byState.delete(state)
    this.#byState.set(state, serviceId)
    // A server that asks over and over must not fill the memory.
    const [oldest] = this.#byState.keys()
    if (this.#byState.size > MOST && oldest !== undefined) this.#byState.delete(oldest)
  }

  urlOf(serviceId: string): string | null {
    return this.#urls.get(serviceId) ?? null
  }

  /** Whose sign-in the browser came back from. Each state is good once. */
  take(state: string): string | null {
    const serviceId = this.#byState.get(state) ?? null
    this.#byState.delete(state)
    return serviceId
  }

  /** It works with what it has, or is gone. */
  done(serviceId: string): void {
    this.#urls.delete(serviceId)
  }
}

const MOST = 256
