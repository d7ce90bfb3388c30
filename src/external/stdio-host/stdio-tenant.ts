import type { LogLevel, Logger } from '@shared/domain/log'
import { errorText } from '@shared/errors'
import { SECOND, type Clock } from '@shared/lib/clock'
import { EXIT_CONFIG } from '@shared/process/service-messages'
import type { TenantTarget } from '@shared/process/tenant-messages'
import type { Watchdog } from '@shared/process/watchdog'
import { PipeListener } from '../kit/pipe-listener'
import type { Tenant, TenantEvents, TenantExit, TenantOrder } from '../kit/tenant'
import type { Launch } from './child-process'
import { answerFrom } from './greeting'
import type { Handshake } from './handshake'
import type { Isolations } from './isolations'
import { findLaunchProblem, findStartProblem, type StartProblem } from './launch-problem'
import { ModernSide } from './modern-side'
import { OwnSessions } from './own-sessions'
import { measureTrees } from './process-tree'
import { ServedChild, type ServedChildDeps, type ServedChildEvents } from './served-child'
import type { Sessions } from './sessions'
import { SharedSessions } from './shared-sessions'
import { Strays } from './strays'

export interface StdioTenantDeps {
  clock: Clock
  watchdog: Watchdog
  isolations: Isolations
}

type StdioOrder = TenantOrder<Extract<TenantTarget, { kind: 'stdio' }>>
type State =
  | { kind: 'starting' }
  | { kind: 'serving'; sessions: Sessions }
  | { kind: 'ending'; exit: TenantExit | null }
  | { kind: 'ended' }

/** How long requests that run may take to finish when the tenant is asked to stop. */
const FINISH_MS = SECOND
const LOOK_MS = 50

/** One run of one external stdio server: its child, or one child per session, and the pipe it is reached on. */
export class StdioTenant implements Tenant {
  readonly #order: StdioOrder
  readonly #events: TenantEvents
  readonly #deps: StdioTenantDeps
  readonly #log: Logger
  readonly #served: ServedChildDeps
  readonly #measure: ReturnType<typeof measureTrees>
  readonly #children = new Set<ServedChild>()
  #state: State = { kind: 'starting' }
  #endpoint: string | null = null
  #listener: PipeListener | null = null

  constructor(order: StdioOrder, events: TenantEvents, deps: StdioTenantDeps) {
    this.#order = order
    this.#events = events
    this.#deps = deps
    this.#log = tenantLogger(events)
    this.#served = { ...deps, strays: new Strays(deps.clock, this.#log) }
    this.#measure = measureTrees(() => deps.clock.monotonicMs())
    this.#prepare().catch((error: unknown) =>
      this.#finish({ kind: 'spawn-failed', message: errorText(error) }),
    )
  }

  get connections(): number {
    return this.#listener?.connections ?? 0
  }

  start(endpoint: string): void {
    this.#endpoint = endpoint
    this.#listen()
  }

  stop(): void {
    const { clock } = this.#deps
    const deadline = clock.monotonicMs() + FINISH_MS
    const look = (): void => {
      if (this.#state.kind === 'serving' && this.#state.sessions.openRequests > 0)
        if (clock.monotonicMs() < deadline) return void clock.after(LOOK_MS, look)
      this.#wind(null)
    }
    look()
  }

  kill(signal: 'SIGTERM' | 'SIGKILL'): void {
    for (const child of this.#children) child.process.kill(signal)
    if (signal === 'SIGKILL') this.#wind(null)
  }

  usage(): { rssBytes: number; cpuPercent: number } | null {
    if (this.#children.size === 0) return { rssBytes: 0, cpuPercent: 0 }
    return this.#measure([...this.#children].map(({ pid }) => pid).filter((pid) => pid !== null))
  }

  async #prepare(): Promise<void> {
    const { command, args, env, cwd, isolation: wanted } = this.#order.target
    const isolation = await this.#deps.isolations.of(wanted)
    if (this.#state.kind === 'starting') this.#begin({ command, args, env, cwd, isolation })
  }

  #begin(launch: Launch): void {
    const problem = findLaunchProblem(launch)
    if (problem) return this.#configProblem(problem)
    const isShared = this.#order.target.sharing === 'shared'
    const child: ServedChild | null = this.#startChild(launch, {
      onMute: () => {
        if (isShared) this.#listener?.close()
      },
      onEnded: (exit) => child && this.#firstEnded(child, exit, isShared),
    })
    if (!child) return
    const pid = isShared ? child.pid : null
    this.#events.opened(pid, pid !== null && process.platform !== 'win32')
    child.greet('legacy', this.#order.target.startupTimeoutMs, {
      onProgress: (text) => this.#events.tell({ type: 'progress', text }),
      onHung: (reason) => this.#failStart(child, reason),
      onHandshake: (handshake) => this.#greeted(launch, child, handshake, isShared),
    })
  }

  #greeted(launch: Launch, child: ServedChild, handshake: Handshake, isShared: boolean): void {
    if (this.#state.kind !== 'starting') return
    if (handshake.kind === 'refused') return this.#failStart(child, handshake.reason)
    const start = (events: Pick<ServedChildEvents, 'onMute' | 'onEnded'>): ServedChild | null =>
      this.#startChild(launch, events)
    if (isShared) {
      const mux = child.serve(answerFrom(handshake))
      const modern = new ModernSide(mux, handshake, { clock: this.#deps.clock, log: this.#log, start })
      this.#state = { kind: 'serving', sessions: new SharedSessions(child, mux, modern) }
    } else {
      // It has shown that it works. A client greets its own, so this one is of no more use.
      child.process.stop()
      this.#state = { kind: 'serving', sessions: new OwnSessions(start) }
    }
    this.#listen()
  }

  #listen(): void {
    if (this.#state.kind !== 'serving' || this.#endpoint === null) return
    const endpoint = this.#endpoint
    this.#endpoint = null
    this.#openPipe(endpoint, this.#state.sessions).catch((error: unknown) => {
      this.#say(`Its private address could not be opened: ${errorText(error)}`)
      this.#wind({ kind: 'exited', code: 1 })
    })
  }

  async #openPipe(endpoint: string, sessions: Sessions): Promise<void> {
    const listener = await PipeListener.open(endpoint, {
      onConnection: (connection) => sessions.open(connection),
      onError: (error) => this.#log.warn(`A connection failed: ${errorText(error)}`),
    })
    if (this.#state.kind !== 'serving') return listener.close()
    this.#listener = listener
    this.#events.tell({ type: 'listening', endpoint })
  }

  /** @returns null when the run is being ended: what would be started then nobody would end */
  #startChild(launch: Launch, events: Pick<ServedChildEvents, 'onMute' | 'onEnded'>): ServedChild | null {
    if (this.#state.kind !== 'starting' && this.#state.kind !== 'serving') return null
    const child: ServedChild = new ServedChild(launch, this.#served, {
      onStderr: (chunk) => this.#events.output('stderr', chunk),
      onMute: () => events.onMute(),
      onEnded: (exit) => {
        this.#children.delete(child)
        events.onEnded(exit)
        if (this.#state.kind === 'ending') this.#finishWhenEmpty()
      },
    })
    this.#children.add(child)
    return child
  }

  #firstEnded(child: ServedChild, exit: TenantExit, isShared: boolean): void {
    if (this.#state.kind === 'starting') {
      const problem = findStartProblem(this.#order.target.command, exit, child.firstGarbage)
      if (problem) return this.#configProblem(problem)
    }
    if (isShared || this.#state.kind !== 'serving') this.#wind(exit)
  }

  /** It does not come up, and a person need not change anything. */
  #failStart(child: ServedChild, reason: string): void {
    this.#say(`It was stopped while it started. ${reason}`)
    child.process.kill('SIGKILL')
  }

  #configProblem({ message, nextStep }: StartProblem): void {
    this.#log.error(message)
    this.#events.tell({ type: 'config-error', message, nextStep })
    this.#wind({ kind: 'exited', code: EXIT_CONFIG })
  }

  /** Into its log, and as its last words, where main looks for the reason of an end. */
  #say(text: string): void {
    this.#log.error(text)
    this.#events.output('stderr', `${text}\n`)
  }

  /** No more connections, and every child is ended. @param exit how the run ended, when that is known already */
  #wind(exit: TenantExit | null): void {
    if (this.#state.kind === 'ended') return
    const known = this.#state.kind === 'ending' ? (this.#state.exit ?? exit) : exit
    if (this.#state.kind === 'serving') this.#state.sessions.close?.()
    this.#state = { kind: 'ending', exit: known }
    this.#listener?.close()
    for (const child of this.#children) child.process.stop()
    this.#finishWhenEmpty()
  }

  #finishWhenEmpty(): void {
    if (this.#state.kind === 'ending' && this.#children.size === 0)
      this.#finish(this.#state.exit ?? { kind: 'exited', code: 0 })
  }

  #finish(exit: TenantExit): void {
    if (this.#state.kind === 'ended') return
    this.#state = { kind: 'ended' }
    this.#events.ended(exit)
  }
}

function tenantLogger(events: TenantEvents): Logger {
  const write =
    (level: LogLevel) =>
    (text: string, fields?: Record<string, unknown>): void =>
      events.tell({ type: 'log', level, text, ...(fields ? { fields } : {}) })
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') }
}
