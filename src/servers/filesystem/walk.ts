import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { ToolError } from '../kit/define-tool'
import type { Folders } from '../kit/folders/folders'
import type { DirectoryEntry } from '../kit/folders/read-directory'

export const MAX_DEPTH = 100
const MAX_MS = 20_000
/** How long a walk keeps all other calls waiting. */
const TURN_MS = 20

/** What one call may cost. */
export class WalkBudget {
  readonly #signal: AbortSignal
  readonly #started = performance.now()
  #entries: number
  #turnStarted = performance.now()

  constructor(entries: number, signal: AbortSignal) {
    this.#entries = entries
    this.#signal = signal
  }

  /** @throws ToolError when the client no longer waits */
  get isSpent(): boolean {
    if (this.#signal.aborted) throw new ToolError('The call was cancelled.')
    return this.#entries <= 0 || performance.now() - this.#started > MAX_MS
  }

  get entriesLeft(): number {
    return this.#entries
  }

  /** Patterns of the caller's are tried with every entry, which takes as long as they want. */
  async letOthers(): Promise<void> {
    if (performance.now() - this.#turnStarted < TURN_MS) return
    await nextTurn()
    this.#turnStarted = performance.now()
  }

  spend(entries: number): void {
    this.#entries -= entries
  }
}

/**
 * The entries of one directory below the start, links not followed; null when it cannot be read any more.
 * A directory with more entries than the budget has spends it.
 */
export async function entriesOf(
  folders: Folders,
  directory: string,
  budget: WalkBudget,
): Promise<DirectoryEntry[] | null> {
  try {
    const limit = budget.entriesLeft
    const { entries, more } = await folders.readDirectory(directory, limit)
    budget.spend(more ? limit : entries.length)
    return entries
  } catch (error) {
    if (error instanceof ToolError) return null
    throw error
  }
}

/** Whether an entry may be named: a link only when it leads to something allowed. */
export async function isUsable(folders: Folders, directory: string, entry: DirectoryEntry): Promise<boolean> {
  if (entry.type !== 'link') return true
  try {
    await folders.stat(join(directory, entry.name))
    return true
  } catch (error) {
    if (error instanceof ToolError) return false
    throw error
  }
}
