import type { Clock } from '@shared/lib/clock'
import { DisposableStore } from '@shared/lib/disposable'
import type { Problem } from '@shared/errors'
import type { FromGateway, ToGateway } from '@shared/process/gateway-messages'
import {
  classifyEnd,
  createHeartbeat,
  deadline,
  hung,
  START_PERIOD_MS,
  startTooSlow,
  Vitals,
  type Heartbeat,
  type Instance,
  type InstanceEnd,
  type Run,
  type RunReport,
} from '../supervisor'

export const GATEWAY_TITLE = 'Gateway'

export type GatewayInstance = Instance<FromGateway, ToGateway>

export interface GatewayRunDeps {
  clock: Clock
  instance: GatewayInstance
  report: RunReport
  /** Health or usage moved. */
  changed: () => void
}

/** One run of the gateway process under watch: start deadline and heartbeat. */
export class GatewayRun implements Run {
  readonly vitals: Vitals
  readonly #deps: GatewayRunDeps
  readonly #watches = new DisposableStore()
  #heartbeat: Heartbeat | null = null
  /** Why it does not have its own port; it serves all the others. */
  #portProblem: Problem | null = null

  constructor(deps: GatewayRunDeps) {
    this.#deps = deps
    const { clock, instance, report, changed } = deps
    this.vitals = new Vitals(clock, instance, changed)
    instance.onMessage((message) => this.#received(message))
    instance.onEnd((end) => this.#ended(end))
    const late = deadline(clock, START_PERIOD_MS, () => {
      if (!this.#heartbeat) report.replace('kill', 'hung', startTooSlow(GATEWAY_TITLE))
    })
    this.#watches.add(late)
  }

  get pid(): number | null {
    return this.#deps.instance.pid
  }
  get lacksItsPort(): boolean {
    return this.#portProblem !== null
  }

  /** Its own port is one of many: without it, it works all the same, but not as it should. */
  portHeld(problem: Problem): void {
    this.#portProblem = problem
    if (this.#heartbeat) this.#deps.report.degraded(problem)
  }

  portBound(): void {
    const lackedIt = this.lacksItsPort
    this.#portProblem = null
    if (lackedIt && this.#heartbeat) this.#deps.report.ready('It has its own port.')
  }

  stop(): void {
    this.#watches.dispose()
    this.#deps.instance.stop()
  }

  kill(): void {
    this.#watches.dispose()
    this.#deps.instance.kill()
  }

  pause(): void {
    this.#heartbeat?.pause()
  }

  resume(): void {
    if (!this.#watches.isDisposed) this.#heartbeat?.resume()
  }

  #received(message: FromGateway): void {
    if (message.type === 'alive') this.vitals.provenAlive('the process answered')
    else if (message.type === 'started') this.#started()
    else if (message.type === 'heartbeat') {
      this.#heartbeat?.answered()
      this.vitals.beat(message)
    }
  }

  #started(): void {
    if (this.#heartbeat || this.#watches.isDisposed) return
    const { clock, instance, report } = this.#deps
    this.#heartbeat = this.#watches.add(
      createHeartbeat(
        clock,
        (n) => instance.send({ type: 'heartbeat', n }),
        () => report.replace('kill', 'hung', hung(GATEWAY_TITLE)),
      ),
    )
    this.vitals.provenAlive('it tried every port')
    report.ready('Every port was tried.')
    if (this.#portProblem) report.degraded(this.#portProblem)
  }

  #ended(end: InstanceEnd): void {
    this.#watches.dispose()
    this.#deps.report.ended(classifyEnd(GATEWAY_TITLE, { ...end, configProblem: null }))
  }
}
