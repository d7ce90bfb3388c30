import type { CodeName } from './codes'

/** What was found, before it is told: a code and what it is in this case. */
export interface Finding {
  code: CodeName
  /** One sentence; what the code means in general is left to the code. */
  text: string
  /** Better than the code's own, in this case. */
  nextStep?: string
  /** Lines of output, names; redacted and cut when they are told. */
  evidence?: readonly string[]
  /** Where it is worse or milder than usual. */
  verdict?: 'ok' | 'warning' | 'problem'
  /** A port of this machine that is in question; who holds it is looked up where that is possible. */
  port?: number
}

/** Ends a step that cannot go on, and with it all that rest on it. */
export class Found extends Error {
  readonly finding: Finding

  constructor(finding: Finding) {
    super(finding.text)
    this.name = 'Found'
    this.finding = finding
  }
}
