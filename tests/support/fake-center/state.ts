import type { CallRecord } from '@shared/domain/call'
import type { LogEntry } from '@shared/domain/log'
import type { LivePulse } from '@shared/domain/metrics'
import type { PortHolder, ServiceEvent, ServiceSnapshot, ServiceState } from '@shared/domain/service'
import { defaultSettings, type Settings } from '@shared/domain/settings'
import { Emitter } from '@shared/lib/emitter'
import type { SavedRequest } from '@shared/contract/playground'
import type { ServiceSettingsView } from '@shared/contract/services'
import type { ToolReview } from '@shared/contract/trust'
import { memoryConsents } from '../memory-consents'
import type { ExternalServer } from '@shared/domain/external'
import { externalReviews, externalSnapshot, makeReview } from './external-fixtures'
import { HeldDoctor } from './held-doctor'
import { makeServices, tools } from './fixtures'
import { GuardedGateway } from './guarded-gateway'
import { problems } from './problems'

/** Everything the fake center knows, and the events its streams are made of. */
export class FakeState {
  services: ServiceSnapshot[] = makeServices(Date.now())
  settings: Settings = defaultSettings
  calls: CallRecord[] = []
  logs: LogEntry[] = []
  history: ServiceEvent[] = []
  serviceSettings = new Map<string, ServiceSettingsView>()
  /** In how many moments something happened that could be measured. */
  measured: 'all' | 'once' | 'nothing' = 'all'
  /** Folders that are not there, as a person wrote them. */
  readonly missingFolders = new Set<string>()
  holders = new Map<string, PortHolder>()
  servers: ExternalServer[] = []
  secrets = new Map<string, number>()
  /** Servers that ask for a sign-in. */
  signIns = new Set<string>()
  saved: SavedRequest[] = []
  keepsContents = true
  /** After so many calls an export stands still, until it is cancelled. */
  exportStandsAt = Infinity
  readonly gateway = new GuardedGateway(() => this.services)
  /** While there is one, every answer waits for it. */
  held: PromiseWithResolvers<void> | null = null
  hasQuit = false
  readonly refused = new Set<string>()
  readonly serviceChanged = new Emitter<ServiceSnapshot>()
  readonly allChanged = new Emitter<void>()
  readonly settingsChanged = new Emitter<Settings>()
  readonly called = new Emitter<CallRecord[]>()
  readonly logged = new Emitter<LogEntry[]>()
  readonly pulsed = new Emitter<LivePulse>()
  readonly trustChanged = new Emitter<void>()
  readonly consents = memoryConsents()
  readonly doctor = new HeldDoctor()
  /** A page is open that can ask the person. */
  canAsk = false
  #reviews = new Map<string, ToolReview[]>()
  #callNumber = 0
  #logNumber = 0

  service(id: string): ServiceSnapshot | undefined {
    return this.services.find((service) => service.id === id)
  }

  change(id: string, part: Partial<ServiceSnapshot>): ServiceSnapshot {
    const now = this.service(id)
    if (!now) throw new Error(`the fake center has no service "${id}"`)
    const next = { ...now, ...part }
    this.services = this.services.map((service) => (service.id === id ? next : service))
    this.serviceChanged.emit(next)
    return next
  }

  setState(id: string, state: ServiceState): ServiceSnapshot {
    const running = state.kind === 'ready' || state.kind === 'degraded'
    return this.change(id, running ? { state } : { state, pid: null, startedAt: null, usage: null })
  }

  becomeReady(id: string): ServiceSnapshot {
    const at = Date.now()
    this.record(id, 'ready', 'Handshake, tools and a harmless call succeeded.')
    return this.change(id, {
      state: { kind: 'ready', at },
      wanted: 'running',
      pid: 50_000 + this.history.length,
      startedAt: at,
      usage: { rssBytes: 48 * 1_048_576, cpuPercent: 1.2, loopLagMs: 0.5 },
    })
  }

  halt(id: string): ServiceSnapshot {
    this.record(id, 'stopped', 'Stopped by you.')
    this.change(id, { wanted: 'stopped' })
    return this.setState(id, { kind: 'stopped', at: Date.now(), reason: 'by-person' })
  }

  crash(id: string): void {
    const at = Date.now()
    this.record(id, 'exited', 'Ended with exit code 1 after 3 min.')
    this.change(id, { restarts: (this.service(id)?.restarts ?? 0) + 1 })
    this.setState(id, { kind: 'backing-off', at, until: at + 8_000, problem: problems.crashed })
  }

  holdPort(id: string, command: string, pid: number): void {
    const port = this.service(id)?.port ?? 0
    const holder: PortHolder = { port, address: '127.0.0.1', pid, command, user: 'you', isOmniMind: false }
    this.holders.set(id, holder)
    this.record(id, 'blocked', `Port ${port} is held by ${command} (pid ${pid}).`)
    this.setState(id, { kind: 'blocked', at: Date.now(), block: { kind: 'port-held', holder } })
  }

  record(serviceId: string, kind: ServiceEvent['kind'], detail: string): void {
    this.history = [{ at: Date.now(), serviceId, kind, detail, pid: null }, ...this.history]
  }

  log(_source: string, entries: LogEntry[]): void {
    this.logs = [...this.logs, ...entries].slice(-20_000)
    this.logged.emit(entries)
  }

  addCalls(calls: CallRecord[]): void {
    this.calls = [...calls.toReversed(), ...this.calls].slice(0, 20_000)
    this.called.emit(calls)
  }

  addServer(server: ExternalServer): ServiceSnapshot {
    this.servers = [...this.servers, server]
    this.#reviews.set(server.id, externalReviews(server.id))
    const snapshot = externalSnapshot(server, Date.now())
    this.services = [...this.services, snapshot]
    this.allChanged.emit()
    this.trustChanged.emit()
    this.gateway.changed.emit()
    return snapshot
  }

  removeServer(id: string): void {
    this.servers = this.servers.filter((server) => server.id !== id)
    this.services = this.services.filter((service) => service.id !== id)
    this.allChanged.emit()
    this.trustChanged.emit()
  }

  /** Every tool there is, built-in ones trusted as they are. */
  reviews(): ToolReview[] {
    return this.services.flatMap(
      ({ id }) =>
        this.#reviews.get(id) ?? (tools[id] ?? []).map((definition) => makeReview(id, definition, 'trusted')),
    )
  }

  changeReviews(serviceId: string, change: (review: ToolReview) => ToolReview): void {
    const mine = this.reviews().filter((review) => review.serviceId === serviceId)
    this.#reviews.set(serviceId, mine.map(change))
    this.trustChanged.emit()
  }

  /** Gives a service this many tools more, all new. */
  addTools(serviceId: string, count: number): void {
    const known = this.reviews().filter((review) => review.serviceId === serviceId)
    const more = Array.from({ length: count }, (_, n) =>
      makeReview(
        serviceId,
        { name: `tool_${n}`, description: `Does thing number ${n}.`, inputSchema: { type: 'object' } },
        'new',
      ),
    )
    this.#reviews.set(serviceId, [...known, ...more])
    this.trustChanged.emit()
  }

  /** How many tools wait for a person, by service. */
  pending(): Record<string, number> {
    const waiting: Record<string, number> = {}
    for (const { serviceId, tool } of this.reviews()) {
      if (tool.trust !== 'trusted') waiting[serviceId] = (waiting[serviceId] ?? 0) + 1
    }
    return waiting
  }

  pulse(callsPerSecond: number, errorsPerSecond: number): void {
    const share = callsPerSecond / 6
    const byService = { memory: share * 3, thinking: share * 2, context: share }
    this.pulsed.emit({
      at: Date.now(),
      callsPerSecond,
      errorsPerSecond,
      inFlight: Math.round(callsPerSecond / 9),
      byService,
    })
  }

  nextCallNumber(count: number): number {
    this.#callNumber += count
    return this.#callNumber - count
  }

  nextLogNumber(count: number): number {
    this.#logNumber += count
    return this.#logNumber - count
  }

  empty(): void {
    this.services = []
    this.calls = []
    this.logs = []
    this.servers = []
    this.measured = 'nothing'
    this.gateway.clients = []
    this.gateway.changed.emit()
    this.trustChanged.emit()
    this.allChanged.emit()
  }
}
