import type { CallRecord } from '@shared/domain/call'
import type { LogEntry } from '@shared/domain/log'
import type { LivePulse } from '@shared/domain/metrics'
import type { PortHolder, ServiceEvent, ServiceSnapshot, ServiceState } from '@shared/domain/service'
import { defaultSettings, type Settings } from '@shared/domain/settings'
import { Emitter } from '@shared/lib/emitter'
import type { ServiceSettingsView } from '@shared/contract/services'
import { makeServices } from './fixtures'
import { problems } from './problems'

/** Everything the fake center knows, and the events its streams are made of. */
export class FakeState {
  services: ServiceSnapshot[] = makeServices(Date.now())
  settings: Settings = defaultSettings
  calls: CallRecord[] = []
  logs: LogEntry[] = []
  history: ServiceEvent[] = []
  serviceSettings = new Map<string, ServiceSettingsView>()
  holders = new Map<string, PortHolder>()
  delayMs = 0
  hasQuit = false
  readonly refused = new Set<string>()
  readonly serviceChanged = new Emitter<ServiceSnapshot>()
  readonly allChanged = new Emitter<void>()
  readonly settingsChanged = new Emitter<Settings>()
  readonly called = new Emitter<CallRecord[]>()
  readonly logged = new Emitter<LogEntry[]>()
  readonly pulsed = new Emitter<LivePulse>()
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
    this.allChanged.emit()
  }
}
