import { ToolError } from '../../kit/define-tool'
import { findProgram, type ProgramSearch } from './find-program'

/** Programs by what they are called, each looked for once: a PATH that changes under us must not change what is run. */
export class Programs {
  readonly #search: ProgramSearch
  readonly #found = new Map<string, string>()

  constructor(search: ProgramSearch) {
    this.#search = search
  }

  /** @throws ToolError */
  find(command: string): string {
    const known = this.#found.get(command)
    if (known !== undefined) return known
    const file = findProgram(command, this.#search)
    this.#found.set(command, file)
    return file
  }

  /** @returns null when there is none */
  findOrNull(command: string): string | null {
    try {
      return this.find(command)
    } catch (error) {
      if (error instanceof ToolError) return null
      throw error
    }
  }

  /** @returns how many are looked for anew */
  forget(): number {
    const { size } = this.#found
    this.#found.clear()
    return size
  }
}
