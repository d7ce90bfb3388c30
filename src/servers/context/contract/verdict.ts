/** What CONTRACT.md promises, class by class. */
export const contractClasses = [
  'whole',
  'restore',
  'turns',
  'pinned',
  'named',
  'error',
  'decision',
  'log',
  'json',
  'near',
] as const
export type ContractClass = (typeof contractClasses)[number]

export interface Violation {
  class: ContractClass
  /** Counted from 1. */
  message: number
  what: string
}

export interface Verdict {
  holds: boolean
  /** How many things of each class were looked at. */
  checked: Record<ContractClass, number>
  /** The first ones. */
  violations: readonly Violation[]
}

const MOST_TOLD = 10
const LONGEST_QUOTE = 120

/** Collects what the checks find. */
export class Findings {
  readonly #checked = Object.fromEntries(contractClasses.map((name) => [name, 0])) as Record<
    ContractClass,
    number
  >
  readonly #violations: Violation[] = []
  #holds = true

  /** One thing was looked at; `what` is told when it is broken. */
  expect(name: ContractClass, message: number, isKept: boolean, what: () => string): void {
    this.#checked[name]++
    if (isKept) return
    this.#holds = false
    if (this.#violations.length < MOST_TOLD)
      this.#violations.push({ class: name, message: message + 1, what: what() })
  }

  verdict(): Verdict {
    return { holds: this.#holds, checked: { ...this.#checked }, violations: this.#violations }
  }
}

export function quote(text: string): string {
  return JSON.stringify(text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}...` : text)
}
