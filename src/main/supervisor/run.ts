import type { ServiceState } from '@shared/domain/service'
import type { Problem } from '@shared/errors'
import type { EndClass } from './exit-class'

export type StopReason = Extract<ServiceState, { kind: 'stopped' }>['reason']

/** Why the present run will end, if it does: never guessed from an exit code. */
export type Intent =
  | { kind: 'run' }
  | { kind: 'stop'; reason: StopReason }
  | { kind: 'restart' }
  /** Ended by us because something is wrong with it; counts like a crash. */
  | { kind: 'replace'; problem: Problem }
  | { kind: 'block' }

/** What the lifecycle needs of a process it started. */
export interface Run {
  readonly pid: number | null
  stop(): void
  kill(): void
}

/** What a run tells the lifecycle; a report of a run that is not the present one changes nothing. */
export interface RunReport {
  /** Not there yet: what it is doing, in words. */
  progress(text: string): void
  ready(detail: string): void
  degraded(problem: Problem): void
  /** It works, but a person must know something. */
  notice(problem: Problem): void
  /** The run must be replaced: `kill` a hung one, `stop` one that can still finish what it does. */
  replace(how: 'stop' | 'kill', event: 'hung' | 'recycled', problem: Problem): void
  ended(end: EndClass): void
}
