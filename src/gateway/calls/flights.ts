/** Waits for another call's answer. */
export interface Follower {
  tokenId: string
  /** The answer, as its own call would have got it. */
  onAnswer(resultText: string): void
  /** The other call brought no answer that may be shared: it must go itself. */
  onAlone(): void
}

/** Calls that ask the same at the same time: one goes to the service, the others share its answer. */
export class Flights {
  readonly #byKey = new Map<string, Set<Follower>>()

  /** @returns true when there was none: the caller goes, and must call `landed` */
  takeOff(key: string): boolean {
    if (this.#byKey.has(key)) return false
    this.#byKey.set(key, new Set())
    return true
  }

  join(key: string, follower: Follower): void {
    this.#byKey.get(key)?.add(follower)
  }

  /** The follower's client left. */
  leave(key: string, follower: Follower): void {
    this.#byKey.get(key)?.delete(follower)
  }

  /**
   * The call that went has ended.
   * @param answer null when it brought nothing to share; with `onlyFor`, the one client it may be shared with
   */
  landed(key: string, answer: { resultText: string; onlyFor: string | null } | null): void {
    const followers = this.#byKey.get(key)
    this.#byKey.delete(key)
    for (const follower of followers ?? [])
      if (answer && (answer.onlyFor === null || answer.onlyFor === follower.tokenId))
        follower.onAnswer(answer.resultText)
      else follower.onAlone()
  }
}
