import { OmniMindError } from '@shared/errors'
import type { Clock } from '@shared/lib/clock'
import type { Center } from '../kit/center'
import { ToolError } from '../kit/define-tool'
import { Worker } from '../kit/worker/worker'
import type { NamedDatabase } from './databases'
import { QueryRunner } from './query-runner'

export interface QueryRunnersDeps {
  center: Center
  clock: Clock
  timeLimitS: number
  memoryLimitMb: number
}

/** A process for each database that is in use. Main allows only so many at once: then the longest idle one makes room. */
export class QueryRunners {
  readonly #deps: QueryRunnersDeps
  readonly #runners: ReadonlyMap<NamedDatabase, QueryRunner>

  constructor(deps: QueryRunnersDeps, databases: readonly NamedDatabase[]) {
    this.#deps = deps
    const { clock, timeLimitS } = deps
    const runnerDeps = { clock, timeLimitS, startWorker: () => this.#start() }
    this.#runners = new Map(
      databases.map((database) => [database, new QueryRunner(runnerDeps, database)] as const),
    )
  }

  /** @param database one of those it was made with */
  of(database: NamedDatabase): QueryRunner {
    return this.#runners.get(database) as QueryRunner
  }

  async close(): Promise<void> {
    await Promise.all([...this.#runners.values()].map((runner) => runner.close()))
  }

  async #start(): Promise<Worker> {
    for (;;)
      try {
        return await Worker.start(this.#deps, 'query', this.#deps.memoryLimitMb)
      } catch (error) {
        if (!(error instanceof OmniMindError) || error.code !== 'REQUEST_REFUSED') throw error
        const idle = this.#longestIdle()
        if (!idle)
          throw new ToolError(`${error.message} All are busy with statements: try again when one has ended.`)
        await idle.endIdle()
      }
  }

  #longestIdle(): QueryRunner | undefined {
    return [...this.#runners.values()]
      .filter(({ idleSince }) => idleSince !== null)
      .toSorted((a, b) => (a.idleSince ?? 0) - (b.idleSince ?? 0))[0]
  }
}
