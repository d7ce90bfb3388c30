/** Lets examinations wait in the middle until a test lets them go on. */
export class HeldDoctor {
  /** Examinations that somebody ended while they waited. */
  cancelled = 0
  #gate: PromiseWithResolvers<void> | null = null

  hold(): void {
    this.#gate = Promise.withResolvers()
  }

  release(): void {
    this.#gate?.resolve()
    this.#gate = null
  }

  async whenFree(signal: AbortSignal | undefined): Promise<void> {
    const gate = this.#gate
    if (!gate) return
    const left = new Promise<void>((resolve) =>
      signal?.addEventListener('abort', () => resolve(), { once: true }),
    )
    await Promise.race([gate.promise, left])
    if (signal?.aborted) this.cancelled++
  }
}
