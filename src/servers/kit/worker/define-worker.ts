import type { Logger } from '@shared/domain/log'

/** What the process supplies to a worker. */
export interface WorkerContext {
  log: Logger
}

/** Answers the calls of its service, one at a time, in a process that may be killed at any moment. */
export interface WorkerHandler {
  /**
   * @param message whatever the service sent; not yet checked
   * @param emit tells the service something before the answer, e.g. output as it comes; JSON only
   * @returns the answer; JSON only
   * @throws an error whose text reaches the service
   */
  handle(message: unknown, emit: (event: unknown) => void): unknown
}

export interface WorkerDefinition {
  /** Called once, when the process starts; the service's first call waits for it. */
  build(context: WorkerContext): WorkerHandler | Promise<WorkerHandler>
}

/**
 * A part of a service that needs a process of its own, because it may hang, or take too much memory: exported as `worker`
 * from `src/servers/<service>/workers/<name>.ts`.
 */
export function defineWorker(definition: WorkerDefinition): WorkerDefinition {
  return definition
}
