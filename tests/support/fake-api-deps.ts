import { anyCall } from './any-call'
import { FakeTrust } from './fake-trust'
import { memoryConsents } from './memory-consents'
import type { ApiDeps, ServiceChoices } from '../../src/main/api'
import { createConnect } from '../../src/main/connect'
import type { CallRecord } from '../../src/shared/domain/call'
import type { LogEntry } from '../../src/shared/domain/log'
import type { ServiceManifest } from '../../src/shared/domain/manifest'
import type { LivePulse } from '../../src/shared/domain/metrics'
import type { PortHolder, ServiceSnapshot, ServiceState } from '../../src/shared/domain/service'
import { unknownHealth } from '../../src/shared/domain/service'
import { defaultSettings, type Settings } from '../../src/shared/domain/settings'
import { OmniMindError, type Problem } from '../../src/shared/errors'
import { Emitter } from '../../src/shared/lib/emitter'
import { FakeExternal } from './fake-external'
import { FakeGateway } from './fake-gateway'
import { eventStream } from '../../src/shared/lib/event-stream'
import type { ToolDefinition, ToolResult } from '../../src/shared/mcp/tool'

const AT = Date.UTC(2026, 10, 21)

export function fakeManifest(id: string, port: number): ServiceManifest {
  return {
    id,
    title: id[0]?.toUpperCase() + id.slice(1),
    description: `The ${id} service.`,
    port,
    tier: 1,
    mode: 'always',
    settings: [
      { key: 'limit', label: 'Limit', help: '', value: { type: 'integer', default: 10, min: 1, max: 100 } },
      { key: 'open', label: 'Open', help: '', value: { type: 'boolean', default: false } },
      { key: 'key', label: 'Key', help: '', value: { type: 'secret', default: '' } },
      {
        key: 'folders',
        label: 'Folders',
        help: '',
        value: { type: 'list', of: 'folder', default: [], maxItems: 2, maxLength: 100 },
      },
    ],
    probe: { tool: 'echo', arguments: {} },
    permissions: ['its own data'],
  }
}

const noAnswer = { result: {}, error: null, durationMs: 1, exchange: [] }

/**
 * Everything behind the contract, in memory, moved by verbs. Services start and stop at once; a port is taken
 * when `holds` says so.
 */
export class FakeApiDeps {
  readonly manifests: ServiceManifest[]
  readonly errors: string[] = []
  readonly warned: string[] = []
  /** What was logged as done. */
  readonly recorded: string[] = []
  readonly trust = new FakeTrust()
  readonly consents = memoryConsents()
  readonly calls: { id: string; tool: string; arguments: Record<string, unknown> }[] = []
  readonly stopped: number[] = []
  quitAsked = false
  /** Services do not start with their present settings. */
  settingsProblem: Problem | null = null
  /** Services are still starting when nobody waits for them any longer. */
  startsSlowly = false
  onQuit = (): void => {}
  openTails = 0
  readonly external = new FakeExternal()
  readonly token = `omm_${'a'.repeat(43)}`
  readonly gateway = new FakeGateway()
  readonly #services = new Map<string, ServiceSnapshot>()
  readonly #choices = new Map<string, ServiceChoices>()
  readonly #changes = new Emitter<ServiceSnapshot>()
  readonly #settingsChanges = new Emitter<Settings>()
  readonly #pulses = new Emitter<LivePulse>()
  readonly #lines = new Emitter<LogEntry>()
  readonly #records = new Emitter<CallRecord>()
  readonly #log: LogEntry[] = []
  readonly #holders = new Map<number, PortHolder>()
  #settings = defaultSettings
  #toolAnswer: (signal: AbortSignal | undefined) => Promise<ToolResult> = async () => ({
    content: [{ type: 'text', text: 'done' }],
  })

  constructor(ports: Record<string, number> = { memory: 4321, thinking: 4322 }) {
    this.manifests = Object.entries(ports).map(([id, port]) => fakeManifest(id, port))
    for (const manifest of this.manifests) this.#services.set(manifest.id, snapshot(manifest))
  }

  // --- verbs

  becomes(id: string, state: ServiceState): void {
    const service = { ...this.#one(id), state }
    this.#services.set(id, service)
    this.#changes.emit(service)
  }

  /** Another program takes the service's port. */
  holds(holder: PortHolder, blocks?: string): void {
    this.#holders.set(holder.port, holder)
    if (blocks) this.becomes(blocks, { kind: 'blocked', at: AT, block: { kind: 'port-held', holder } })
  }

  frees(port: number): void {
    this.#holders.delete(port)
  }

  toolsAnswer(answer: (signal: AbortSignal | undefined) => Promise<ToolResult>): void {
    this.#toolAnswer = answer
  }

  says(source: string, text: string, level: LogEntry['level'] = 'info'): void {
    const entry: LogEntry = { at: AT, source, level, text, stream: 'log', pid: 1 }
    this.#log.push(entry)
    this.#lines.emit(entry)
  }

  pulses(pulse: LivePulse): void {
    this.#pulses.emit(pulse)
  }

  records(call: CallRecord): void {
    this.#records.emit(call)
  }

  choicesOf(id: string): ServiceChoices {
    return this.#choices.get(id) ?? { mode: 'always', portOverride: null, values: { limit: 10 } }
  }

  // --- what the contract is answered from

  deps(): ApiDeps {
    return {
      app: this.#app(),
      services: this.#control(),
      manifestOf: (id) => this.manifests.find((manifest) => manifest.id === id),
      history: (id) => [{ at: AT, serviceId: id, kind: 'started', detail: 'by hand', pid: 1 }],
      ports: this.#ports(),
      settings: this.#settingsControl(),
      metrics: {
        series: ({ measures }) => measures.map((measure) => ({ measure, stepMs: 1_000, points: [] })),
        tools: () => [],
        onPulse: (listener) => this.#pulses.on(listener),
      },
      logs: this.#logs(),
      activity: {
        list: () => ({ calls: [], more: false }),
        watch: (_filter, signal) => this.#watch(signal),
        get: () => ({ call: anyCall(), contents: null }),
        export: async function* () {
          yield { text: '', calls: 0, total: 0 }
        },
        forgetContents: () => 0,
      },
      playground: {
        offer: () => Promise.resolve({ tools: [], prompts: [], resources: [], resourceTemplates: [] }),
        send: () => Promise.resolve(noAnswer),
        replay: () => Promise.resolve(noAnswer),
        saved: () => [],
        save: () => [],
        removeSaved: () => [],
      },
      ...this.gateway.deps(),
      ...this.external.deps(),
      trust: this.trust.control(),
      consents: this.consents,
      connect: createConnect({
        snapshots: () => [...this.#services.values()],
        profiles: () => [],
        token: () => this.token,
      }),
      clientsToken: this.token,
      tools: this.#tools(),
      monotonicMs: () => performance.now(),
      log: {
        debug: () => {},
        info: () => {},
        warn: (text) => void this.warned.push(text),
        error: (text) => void this.errors.push(text),
      },
      audit: {
        debug: () => {},
        info: (text) => void this.recorded.push(text),
        warn: () => {},
        error: () => {},
      },
    }
  }

  #app(): ApiDeps['app'] {
    return {
      info: () => ({
        version: '0.1.0',
        pid: process.pid,
        host: 'headless',
        home: '/tmp/home',
        startedAt: AT,
        portOffset: 0,
        dashboardUrl: 'http://127.0.0.1:4350/dashboard',
        healthUrl: 'http://127.0.0.1:4360/health',
        secretProtection: 'none',
        warnings: [],
      }),
      quit: () => {
        this.quitAsked = true
        this.onQuit()
      },
      focus: () => {},
      signInLink: () => 'http://127.0.0.1:4350/dashboard?signin=abc',
    }
  }

  #control(): ApiDeps['services'] {
    const reaches = async (id: string, state: ServiceState): Promise<ServiceSnapshot> => {
      this.#services.set(id, { ...this.#one(id), wanted: state.kind === 'stopped' ? 'stopped' : 'running' })
      this.becomes(id, state)
      return this.#one(id)
    }
    const ready: ServiceState = { kind: 'ready', at: AT }
    const halted: ServiceState = { kind: 'stopped', at: AT, reason: 'by-person' }
    const all = (state: ServiceState) =>
      Promise.all([...this.#services.keys()].map((id) => reaches(id, state)))
    return {
      list: () => [...this.#services.values()],
      get: (id) => this.#services.get(id),
      onChange: (listener) => this.#changes.on(listener),
      start: async (id) => {
        if (this.startsSlowly) return await reaches(id, { kind: 'starting', at: AT })
        if (!this.settingsProblem) return await reaches(id, ready)
        const problem = this.settingsProblem
        const block = { kind: 'configuration', problem } as const
        return {
          ...(await reaches(id, { kind: 'blocked', at: AT, block })),
          lastError: { ...problem, at: AT },
        }
      },
      stop: (id) => reaches(id, halted),
      restart: async (id) => {
        await reaches(id, { kind: 'starting', at: AT })
        return reaches(id, ready)
      },
      startAll: () => all(ready),
      stopAll: () => all(halted),
      movePort: async (id, port) => {
        if (this.#holders.has(port)) throw new OmniMindError('PORT_HELD', `Port ${port} is held.`)
        const { defaultPort } = this.#one(id)
        const portOverride = port === defaultPort ? null : port
        this.#choices.set(id, { ...this.choicesOf(id), portOverride })
        this.#services.set(id, { ...this.#one(id), port, url: `http://127.0.0.1:${port}/mcp` })
        return reaches(id, ready)
      },
    }
  }

  #ports(): ApiDeps['ports'] {
    return {
      holderOf: async (port) => this.#holders.get(port) ?? null,
      findFree: async (preferred) => preferred + 100,
      stopHolder: async (holder) => {
        this.stopped.push(holder.pid ?? 0)
        this.frees(holder.port)
      },
    }
  }

  #settingsControl(): ApiDeps['settings'] {
    return {
      get: () => this.#settings,
      update: (patch) => {
        this.#settings = { ...this.#settings, ...patch }
        this.#settingsChanges.emit(this.#settings)
        return this.#settings
      },
      onChange: (listener) => this.#settingsChanges.on(listener),
      service: (id) => this.choicesOf(id),
      updateService: (id, patch) => {
        this.#choices.set(id, { ...this.choicesOf(id), ...patch })
        return this.choicesOf(id)
      },
    }
  }

  #logs(): ApiDeps['logs'] {
    const of = (source: string) => this.#log.filter((entry) => entry.source === source)
    const order = ['debug', 'info', 'warn', 'error']
    return {
      search: ({ source, limit, minLevel }) => {
        const found = of(source).filter(({ level }) => order.indexOf(level) >= order.indexOf(minLevel))
        return { entries: found.slice(-limit), more: found.length > limit }
      },
      tail: ({ source, backlog }, signal) => this.#tail(source, of(source).slice(-backlog), signal),
    }
  }

  async *#tail(source: string, backlog: LogEntry[], signal: AbortSignal | undefined) {
    if (source === 'broken') throw new Error('the log is on fire')
    this.openTails++
    try {
      yield { entries: backlog, dropped: 0 }
      const lines = eventStream<LogEntry>((push) => this.#lines.on(push), signal)
      for await (const entry of lines) if (entry.source === source) yield { entries: [entry], dropped: 0 }
    } finally {
      this.openTails--
    }
  }

  async *#watch(signal: AbortSignal | undefined) {
    for await (const call of eventStream<CallRecord>((push) => this.#records.on(push), signal))
      yield { calls: [call], dropped: 0 }
  }

  #tools(): ApiDeps['tools'] {
    const echo: ToolDefinition = {
      name: 'echo',
      description: 'Says it again.',
      inputSchema: { type: 'object' },
    }
    return {
      listTools: async () => [echo],
      callTool: ({ id }, call, signal) => {
        this.calls.push({ id, ...call })
        return this.#toolAnswer(signal)
      },
    }
  }

  #one(id: string): ServiceSnapshot {
    const service = this.#services.get(id)
    if (!service) throw new Error(`the fake has no service ${id}`)
    return service
  }
}

function snapshot({ id, title, description, tier, port, mode }: ServiceManifest): ServiceSnapshot {
  return {
    id,
    title,
    description,
    kind: 'built-in',
    tier,
    port,
    defaultPort: port,
    url: `http://127.0.0.1:${port}/mcp`,
    wanted: 'running',
    mode,
    state: { kind: 'ready', at: AT },
    health: unknownHealth,
    pid: 4242,
    startedAt: AT,
    uptimeMs: 61_000,
    restarts: 0,
    usage: null,
    sessions: 0,
    toolCount: 1,
    lastError: null,
  }
}
