import { SECOND } from '@shared/lib/clock'
import type { Block, ServiceEvent, ServiceState } from '@shared/domain/service'
import type { Problem } from '@shared/errors'
import { classifyFailedLaunch, type EndClass } from './exit-class'
import { HealthyWatch } from './healthy-watch'
import { LastError } from './last-error'
import { NextStart, type NextStartDeps } from './next-start'
import { blockProblem, gaveUp, problemWords } from './problems'
import type { RestartDecision, RestartPolicy } from './restart-policy'
import type { Intent, Run, RunReport, StopReason } from './run'
import { mayFollow } from './transitions'
import { stopWords } from './words'

export interface LifecycleDeps extends NextStartDeps {
  title: string
  policy: RestartPolicy
  launch: (report: RunReport) => Run
  /** Called within the transition itself, so that routes follow without delay. */
  changed: () => void
  happened: (kind: ServiceEvent['kind'], detail: string) => void
}

/** A process that died while the machine slept is started again this long after it woke. */
const AFTER_SLEEP_MS = 10 * SECOND

/**
 * The state machine of one supervised process. Commands and reports come in, states and events go out;
 * everything that starts a process goes through `#begin`, everything that ends one through `#ended`.
 */
export class Lifecycle {
  readonly #deps: LifecycleDeps
  #state: ServiceState
  #intent: Intent = { kind: 'run' }
  #run: { report: RunReport; process: Run } | null = null
  #portBlock: Block | null = null
  readonly #next: NextStart
  readonly #lastError: LastError
  readonly #healthy: HealthyWatch

  constructor(deps: LifecycleDeps) {
    this.#deps = deps
    this.#next = new NextStart(deps)
    this.#lastError = new LastError(deps.clock)
    this.#healthy = new HealthyWatch(deps)
    this.#state = { kind: 'stopped', at: deps.clock.epochMs(), reason: 'not-started' }
  }

  get state(): ServiceState {
    return this.#state
  }
  get intent(): Intent {
    return this.#intent
  }
  get pid(): number | null {
    return this.#run?.process.pid ?? null
  }
  get lastError(): (Problem & { at: number }) | null {
    return this.#lastError.value
  }

  /** Starts it unless it runs or comes already; a stop under way becomes a restart. */
  start(): void {
    if (this.#run) {
      if (this.#intent.kind === 'stop') this.#intend({ kind: 'restart' })
    } else if (this.#portBlock) this.#enterBlocked(this.#portBlock)
    else if (this.#state.kind !== 'starting') this.#begin()
  }

  stop(reason: StopReason): void {
    if (this.#run) return this.#endRun({ kind: 'stop', reason })
    this.#next.cancel()
    if (this.#state.kind === 'stopped' && this.#state.reason === reason) return
    this.#enter({ kind: 'stopped', at: this.#now(), reason })
  }

  /** A planned restart; not counted. */
  restart(): void {
    if (this.#run) this.#endRun({ kind: 'restart' })
    else this.start()
  }

  /** Somebody else holds its port: running would be of no use. */
  block(block: Block): void {
    this.#portBlock = block
    if (this.#run) return this.#endRun({ kind: 'block' })
    this.#next.cancel()
    this.#enterBlocked(block)
  }

  /** The port is ours. @returns true when that was what kept it from running: the owner decides whether to start */
  unblock(): boolean {
    const wasBlocked = this.#portBlock !== null
    this.#portBlock = null
    // Still ending because of it: it comes back as it would have without the block.
    if (this.#run && this.#intent.kind === 'block') this.#intend({ kind: 'restart' })
    if (this.#state.kind === 'blocked' && this.#state.block.kind === 'port-held')
      this.#enter({ kind: 'stopped', at: this.#now(), reason: 'not-started' })
    return wasBlocked
  }

  /** The machine goes to sleep: until `release`, an end is nobody's fault and nothing is started. */
  hold(): void {
    this.#next.hold()
  }

  release(): void {
    if (this.#next.release()) this.#begin()
  }

  #begin(): void {
    this.#next.cancel()
    this.#intent = { kind: 'run' }
    this.#enter({ kind: 'starting', at: this.#now() })
    this.#next.atGate(() => this.#launch())
  }

  /** After an end that nobody wanted; only these count as restarts. */
  #beginAgain(): void {
    this.#deps.policy.restarted(this.#deps.clock.monotonicMs())
    this.#begin()
  }

  #launch(): void {
    const report = this.#newReport()
    try {
      this.#run = { report, process: this.#deps.launch(report) }
    } catch (error) {
      // Not within this call: a policy without delays would never return from it.
      const end = classifyFailedLaunch(this.#deps.title, error)
      this.#next.after(0, () => this.#ended(end))
      return
    }
    this.#deps.happened('started', 'Process started.')
  }

  #newReport(): RunReport {
    const ifPresent = (act: () => void): void => {
      if (this.#run?.report === report) act()
    }
    const report: RunReport = {
      progress: (text) => ifPresent(() => this.#progressed(text)),
      ready: (detail) => ifPresent(() => this.#becameReady(detail)),
      degraded: (problem) => ifPresent(() => this.#becameDegraded(problem)),
      notice: (problem) => ifPresent(() => this.#noticed(problem, report)),
      replace: (how, event, problem) => ifPresent(() => this.#replace(how, event, problem)),
      ended: (end) => ifPresent(() => this.#ended(end)),
    }
    return report
  }

  /** The same state, told in more detail; not a step of its life. */
  #progressed(detail: string): void {
    if (this.#state.kind !== 'starting' || this.#state.detail === detail) return
    // It waits for something: others need not wait with it.
    this.#next.leaveGate()
    this.#state = { ...this.#state, detail }
    this.#deps.changed()
  }

  #becameReady(detail: string): void {
    if (this.#state.kind !== 'starting' && this.#state.kind !== 'degraded') return
    const recovered = this.#state.kind === 'degraded'
    this.#next.leaveGate()
    if (this.#run) this.#lastError.cameUp(this.#run.report)
    this.#enter({ kind: 'ready', at: this.#now() })
    if (recovered) this.#deps.happened('recovered', 'It works again.')
    else this.#deps.happened('ready', detail)
  }

  #becameDegraded(problem: Problem): void {
    if (this.#state.kind !== 'ready' && this.#state.kind !== 'degraded') return
    const isNew = this.#state.kind === 'ready'
    this.#lastError.remember(problem)
    this.#enter({ kind: 'degraded', at: isNew ? this.#now() : this.#state.at, problem })
    if (!isNew) return
    this.#deps.happened('degraded', problemWords(problem))
  }

  #noticed(problem: Problem, report: RunReport): void {
    this.#lastError.notice(problem, report)
    this.#deps.changed()
  }

  #replace(how: 'stop' | 'kill', event: 'hung' | 'recycled', problem: Problem): void {
    if (this.#intent.kind !== 'run') return
    this.#lastError.remember(problem)
    this.#deps.happened(event, problem.message)
    this.#endRun({ kind: 'replace', problem }, how)
  }

  #endRun(intent: Intent, how: 'stop' | 'kill' = 'stop'): void {
    this.#intend(intent)
    if (this.#state.kind !== 'stopping') this.#enter({ kind: 'stopping', at: this.#now() })
    if (how === 'kill') this.#run?.process.kill()
    else this.#run?.process.stop()
  }

  /** An intent changed during `stopping` changes the route too. */
  #intend(intent: Intent): void {
    this.#intent = intent
    if (this.#state.kind === 'stopping') this.#deps.changed()
  }

  #ended(end: EndClass): void {
    const intent = this.#intent
    this.#run = null
    this.#next.leaveGate()
    if (intent.kind === 'stop') return this.#stopped(intent.reason)
    if (intent.kind === 'restart') return this.start()
    if (this.#portBlock) return this.#enterBlocked(this.#portBlock)
    if (end.kind === 'configuration')
      return this.#enterBlocked({ kind: 'configuration', problem: end.problem })
    const problem = intent.kind === 'replace' ? intent.problem : end.problem
    this.#lastError.remember(problem)
    if (intent.kind === 'run') this.#deps.happened('exited', problem.message)
    this.#recover(problem)
  }

  /** The run ended and nobody wanted it to: at once, later, or in an hour. */
  #recover(problem: Problem): void {
    if (this.#next.isHeld) return this.#recoverAfterSleep(problem)
    const { clock, policy, happened } = this.#deps
    const decision = policy.afterEnd(clock.monotonicMs())
    if (decision.kind === 'restart' && decision.delayMs === 0) return this.#beginAgain()
    const until = this.#now() + decision.delayMs
    this.#next.awakeAfter(decision.delayMs, () => this.#beginAgain())
    if (decision.kind === 'give-up') return this.#giveUp(decision, problem)
    this.#enter({ kind: 'backing-off', at: this.#now(), until, problem })
    happened('backing-off', `Restarting in ${(decision.delayMs / SECOND).toFixed(1)} s.`)
  }

  #giveUp({ ends, first, delayMs }: Extract<RestartDecision, { kind: 'give-up' }>, last: Problem): void {
    const problem = gaveUp(this.#deps.title, ends, last)
    this.#lastError.remember(problem)
    this.#enter({ kind: 'failed', at: this.#now(), problem, nextAttemptAt: this.#now() + delayMs })
    if (!first) return
    this.#deps.happened('failed', problemWords(problem))
  }

  #recoverAfterSleep(problem: Problem): void {
    this.#next.whenReleased()
    this.#enter({ kind: 'backing-off', at: this.#now(), until: this.#now() + AFTER_SLEEP_MS, problem })
  }

  #stopped(reason: StopReason): void {
    this.#enter({ kind: 'stopped', at: this.#now(), reason })
    this.#deps.happened('stopped', stopWords[reason])
  }

  #enterBlocked(block: Block): void {
    const problem = blockProblem(block)
    const isNew = this.#state.kind !== 'blocked' || this.lastError?.message !== problem.message
    if (isNew) this.#lastError.remember(problem)
    this.#enter({ kind: 'blocked', at: this.#now(), block })
    if (!isNew) return
    this.#deps.happened('blocked', problemWords(problem))
  }

  /** The only place where the state changes from one kind to another. */
  #enter(next: ServiceState): void {
    if (!mayFollow(this.#state.kind, next.kind))
      throw new Error(`${this.#deps.title}: ${next.kind} cannot follow ${this.#state.kind}`)
    this.#healthy.moved(this.#state.kind, next.kind)
    this.#state = next
    this.#deps.changed()
  }

  #now(): number {
    return this.#deps.clock.epochMs()
  }
}
