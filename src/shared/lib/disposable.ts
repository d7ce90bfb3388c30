/** Something acquired that must be released. Disposing twice is harmless. */
export interface Disposable {
  dispose(): void
}

/** Collects what was acquired and releases it in reverse order. Adding to a disposed store releases at once. */
export class DisposableStore implements Disposable {
  #items: Disposable[] = []
  #disposed = false

  get isDisposed(): boolean {
    return this.#disposed
  }

  add<T extends Disposable>(item: T): T {
    if (this.#disposed) item.dispose()
    else this.#items.push(item)
    return item
  }

  /** Registers a plain function as the release of something. */
  defer(release: () => void): void {
    this.add({ dispose: release })
  }

  dispose(): void {
    if (this.#disposed) return
    this.#disposed = true
    for (const item of this.#items.toReversed()) item.dispose()
    this.#items = []
  }
}
