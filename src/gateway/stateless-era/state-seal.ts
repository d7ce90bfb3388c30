import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** What a state was given for; nobody else can use it, nor anything else be done with it. */
export interface Binding {
  tokenId: string
  serviceId: string
  method: string
  target: string | null
}

/** Marks a `requestState` with a key of this process, so that only what was given out is taken back. */
export class StateSeal {
  readonly #key = randomBytes(32)

  /** @returns the state with its seal behind it */
  seal(state: string, binding: Binding): string {
    return `${state}.${this.#sealOf(state, binding).toString('base64url')}`
  }

  /** @returns the state; null when it was changed, or was given for something else */
  open(sealed: string, binding: Binding): string | null {
    const dot = sealed.lastIndexOf('.')
    if (dot < 0) return null
    const state = sealed.slice(0, dot)
    const seal = sealed.slice(dot + 1)
    const given = Buffer.from(seal, 'base64url')
    const right = this.#sealOf(state, binding)
    if (given.length !== right.length || !timingSafeEqual(given, right)) return null
    // Base64 has several spellings of the same bytes; only the one that was given is accepted.
    return seal === right.toString('base64url') ? state : null
  }

  #sealOf(state: string, { tokenId, serviceId, method, target }: Binding): Buffer {
    const text = JSON.stringify([state, tokenId, serviceId, method, target])
    return createHmac('sha256', this.#key).update(text).digest()
  }
}
