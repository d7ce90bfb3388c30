import type { Disposable } from '@shared/lib/disposable'

/** Which session wants to hear of which resource, across all sessions of the process. */
export class ResourceSubscriptions {
  readonly #subscribers = new Set<Subscriber>()

  /** A new session joins; dispose when it ends. */
  join(notify: (uri: string) => void): Subscriber & Disposable {
    const uris = new Set<string>()
    const subscriber = { uris, notify, dispose: () => void this.#subscribers.delete(subscriber) }
    this.#subscribers.add(subscriber)
    return subscriber
  }

  /** Notifies the sessions that subscribed to `uri`, and nobody else. */
  updated(uri: string): void {
    for (const subscriber of this.#subscribers) if (subscriber.uris.has(uri)) subscriber.notify(uri)
  }
}

export interface Subscriber {
  readonly uris: Set<string>
  readonly notify: (uri: string) => void
}
