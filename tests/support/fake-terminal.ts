import { Emitter } from '../../src/shared/lib/emitter'

/** A terminal that remembers what was written and is interrupted by a verb. */
export class FakeTerminal {
  readonly outLines: string[] = []
  readonly errLines: string[] = []
  readonly color = false
  readonly #interrupts = new Emitter<void>()
  readonly isTerminal: boolean
  readonly env: Record<string, string | undefined>
  stdin = ''

  constructor(env: Record<string, string | undefined> = {}, isTerminal = false) {
    this.env = env
    this.isTerminal = isTerminal
  }

  out(line: string): void {
    this.outLines.push(line)
  }

  err(line: string): void {
    this.errLines.push(line)
  }

  readStdin(): Promise<string> {
    return Promise.resolve(this.stdin)
  }

  readSecret(question: string): Promise<string> {
    this.errLines.push(question)
    return Promise.resolve(this.stdin)
  }

  onInterrupt(listener: () => void) {
    return this.#interrupts.on(listener)
  }

  interrupt(): void {
    this.#interrupts.emit()
  }

  get listening(): boolean {
    return this.#interrupts.listenerCount > 0
  }
}
