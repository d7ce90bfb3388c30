import { readFileSync } from 'node:fs'
import { commandOf, processTree } from '../../support/processes'
import type { Random } from '../../support/random'
import type { RunningCenter } from '../../support/running-center'
import type { Call, StorePlay } from './store-play'

/** A client that writes one numbered write after the other, while the service's process is killed under it. */
export class KilledWriter {
  /** Writes whose every call was answered. */
  readonly acknowledged: number[] = []
  /** The highest number that was sent. */
  last = 0
  /** Kills after which a call under way had no answer. */
  interrupted = 0
  readonly #play: StorePlay
  readonly #call: Call
  readonly #random: Random

  constructor(play: StorePlay, call: Call, random: Random) {
    this.#play = play
    this.#call = call
    this.#random = random
  }

  /**
   * Kills at a random moment of some write, after 2 to 6 that were acknowledged.
   * @returns the processes of the service at that moment: itself, its workers, the programs that it ran
   */
  async writeUntilKilled(center: RunningCenter, dataDir: string): Promise<number[]> {
    const { service } = this.#play
    const before = 2 + this.#random.below(5)
    let tookMs = 0
    for (let n = 0; n < before; n++) tookMs = await this.#write(dataDir)
    const pid = await center.pidOf(service)
    const processes = [...workersOf(center.pid, service), pid]
    let isKilled = false
    const kill = (): void => {
      processes.push(...childrenOf(pid))
      isKilled = process.kill(pid, 'SIGKILL')
    }
    setTimeout(kill, this.#random.below(Math.max(1, Math.floor(tookMs))))
    try {
      while (!isKilled) await this.#write(dataDir)
    } catch (error) {
      // Anything else than "outcome unknown" is no honest answer.
      if (!isKilled || !String(error).includes('outcome is unknown')) throw error
      this.interrupted++
    }
    return processes
  }

  /** @returns how long it took, ms */
  async #write(dataDir: string): Promise<number> {
    const startedAt = performance.now()
    const n = ++this.last
    await this.#play.write(this.#call, n, dataDir)
    this.acknowledged.push(n)
    return performance.now() - startedAt
  }
}

/** The worker processes of a service. They are main's children, started with its id as their last word. */
function workersOf(main: number, service: string): number[] {
  return processTree(main).filter((pid) => commandOf(pid).endsWith(`worker.js ${service}`))
}

/** As Linux tells them; one small read, so that no time passes before the kill. */
function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number)
}
