import type { Thought } from './thought'

/** What `sequentialthinking` answers. */
export interface ThoughtStatus {
  thoughtNumber: number
  totalThoughts: number
  nextThoughtNeeded: boolean
  branches: string[]
  thoughtHistoryLength: number
}

/** How far one MCP session's thinking has come. */
export class ThoughtLine {
  #length = 0
  // An object, because the official server lists branches in an object's order: whole numbers first.
  readonly #branches: Record<string, true> = Object.create(null) as Record<string, true>

  /** The estimate grows with the thoughts: no thought has a number above its total. */
  static adjusted(thought: Thought): Thought {
    return { ...thought, totalThoughts: Math.max(thought.totalThoughts, thought.thoughtNumber) }
  }

  /** @param thought adjusted */
  add({
    thoughtNumber,
    totalThoughts,
    nextThoughtNeeded,
    branchFromThought,
    branchId,
  }: Thought): ThoughtStatus {
    this.#length++
    if (branchFromThought && branchId) this.#branches[branchId] = true
    return {
      thoughtNumber,
      totalThoughts,
      nextThoughtNeeded,
      branches: Object.keys(this.#branches),
      thoughtHistoryLength: this.#length,
    }
  }

  /** Place of the next thought, from 1. */
  get nextPosition(): number {
    return this.#length + 1
  }
}
