import type { Clock } from '@shared/lib/clock'
import type { Tool } from '../kit/define-tool'

export interface ToolFigures {
  tool: string
  calls: number
  /** Refusals and failures. */
  errors: number
  /** Of all its calls together, waiting for the person included. */
  totalMs: number
}

/** Counts the calls of this process, by tool. */
export class Metrics {
  readonly #clock: Clock
  readonly #startedAt: number
  readonly #figures = new Map<string, ToolFigures>()

  constructor(clock: Clock) {
    this.#clock = clock
    this.#startedAt = clock.monotonicMs()
  }

  uptimeMs(): number {
    return Math.round(this.#clock.monotonicMs() - this.#startedAt)
  }

  /** In the order in which the tools were measured. */
  byTool(): ToolFigures[] {
    return [...this.#figures.values()].map((figures) => ({
      ...figures,
      totalMs: Math.round(figures.totalMs),
    }))
  }

  /** The same tool, counted. */
  measured(tool: Tool): Tool {
    const figures: ToolFigures = { tool: tool.name, calls: 0, errors: 0, totalMs: 0 }
    this.#figures.set(tool.name, figures)
    return {
      ...tool,
      run: async (input, call) => {
        const from = this.#clock.monotonicMs()
        figures.calls++
        try {
          return await tool.run(input, call)
        } catch (error) {
          figures.errors++
          throw error
        } finally {
          figures.totalMs += this.#clock.monotonicMs() - from
        }
      },
    }
  }
}
