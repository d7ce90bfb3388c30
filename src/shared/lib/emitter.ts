import type { Disposable } from './disposable'

/** A typed event: listeners are called in order of registration; one that throws does not stop the others. */
export class Emitter<T> {
  readonly #listeners = new Set<(value: T) => void>()
  readonly #onListenerError: (error: unknown) => void

  constructor(onListenerError: (error: unknown) => void = reportLater) {
    this.#onListenerError = onListenerError
  }

  on(listener: (value: T) => void): Disposable {
    this.#listeners.add(listener)
    return { dispose: () => void this.#listeners.delete(listener) }
  }

  emit(value: T): void {
    for (const listener of this.#listeners) {
      try {
        listener(value)
      } catch (error) {
        this.#onListenerError(error)
      }
    }
  }

  get listenerCount(): number {
    return this.#listeners.size
  }
}

/** Surfaces as an uncaught error of its own, so that a faulty listener is seen but breaks no event. */
function reportLater(error: unknown): void {
  queueMicrotask(() => {
    throw error
  })
}
