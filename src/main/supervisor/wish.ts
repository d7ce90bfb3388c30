import type { Wanted } from '@shared/domain/service'
import type { ServiceConfig } from './service-config'

export interface WishDeps {
  config: () => ServiceConfig
  /** Must be visible in `config()` when it returns. */
  saveWanted: (wanted: Wanted) => void
}

/** Whether a person wants a service to run. Their last word holds while the app runs, also when it cannot be stored. */
export class Wish {
  readonly #deps: WishDeps
  #unsaved: Wanted | null = null

  constructor(deps: WishDeps) {
    this.#deps = deps
  }

  /** What is stored, with their last word. */
  get config(): ServiceConfig {
    const config = this.#deps.config()
    return this.#unsaved === null ? config : { ...config, wanted: this.#unsaved }
  }

  /**
   * Acts before it stores, so that a wish that cannot be stored is fulfilled all the same.
   * @param settled resolves when the state that was wished for, or another, is reached
   * @throws what `saveWanted` throws, once the state is settled
   */
  async fulfil<T>(wanted: Wanted, act: () => void, settled: () => Promise<T>): Promise<T> {
    const isNew = this.#deps.config().wanted !== wanted
    this.#unsaved = wanted
    act()
    try {
      if (isNew) this.#deps.saveWanted(wanted)
      this.#unsaved = null
    } catch (error) {
      await settled()
      throw error
    }
    return await settled()
  }
}
