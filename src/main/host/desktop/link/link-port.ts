import { isLinkFrame } from '@shared/contract/link'
import { tooLongAnswer } from './too-long-answer'

type PortEvent = { data: string }
type PortListener = (event?: PortEvent) => void

/**
 * One page's end of the link in main, in the shape oRPC expects of a MessagePort. It lives as long as the page:
 * a reload makes a new one, so that answers to the old page never reach the new one.
 */
export class LinkPort {
  readonly #listeners = { message: [] as PortListener[], close: [] as PortListener[] }
  readonly #sendFrame: (frame: string) => void
  #closed = false

  /** @param sendFrame hands a frame to the page */
  constructor(sendFrame: (frame: string) => void) {
    this.#sendFrame = sendFrame
  }

  on(event: string, listener: PortListener): void {
    if (event === 'message' || event === 'close') this.#listeners[event].push(listener)
  }

  /** From the center to the page; an answer too long for the link arrives as a problem. After the page has gone frames are dropped. */
  postMessage(frame: unknown): void {
    if (this.#closed) return
    const sendable = typeof frame === 'string' && !isLinkFrame(frame) ? tooLongAnswer(frame) : frame
    // The contract is JSON text; anything else would be a fault of ours, not of the page.
    if (!isLinkFrame(sendable)) throw new TypeError('A frame of the link must be a text of at most 8 MB.')
    this.#sendFrame(sendable)
  }

  /** From the page to the center. */
  receive(frame: string): void {
    if (this.#closed) return
    for (const listener of this.#listeners.message) listener({ data: frame })
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    for (const listener of this.#listeners.close) listener()
  }
}
