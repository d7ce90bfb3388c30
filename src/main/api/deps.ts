import type { CallContents, CallRecord } from '@shared/domain/call'
import type { AppInfo } from '@shared/contract/app'
import type { CallFilter } from '@shared/contract/activity'
import type { ConnectClient, ConnectEndpoint, ConnectSnippet } from '@shared/contract/connect'
import type { CommandCheck, ParsedConfig, SecretView } from '@shared/contract/external'
import type { GatewayEndpoint } from '@shared/contract/gateway'
import type { Offer, PlaygroundAnswer, PlaygroundRequest, SavedRequest } from '@shared/contract/playground'
import type { ContextCost, ToolReview } from '@shared/contract/trust'
import type { ClientToken, Priority, TokenScope } from '@shared/domain/client-token'
import type { ExternalServer } from '@shared/domain/external'
import type { GatewayStatus } from '@shared/domain/gateway'
import type { ConsentChoice, OpenQuestion, StandingConsent } from '@shared/domain/consent'
import type { GatewayLimits } from '@shared/domain/limits'
import type { LogEntry, LogLevel, Logger } from '@shared/domain/log'
import type { ServiceManifest, ServiceSettings } from '@shared/domain/manifest'
import type { LivePulse, Measure, Series, ToolStats } from '@shared/domain/metrics'
import type { Profile } from '@shared/domain/profile'
import type { PortHolder, RunMode, ServiceEvent, ServiceSnapshot } from '@shared/domain/service'
import type { Settings } from '@shared/domain/settings'
import type { Disposable } from '@shared/lib/disposable'
import type { ToolDefinition, ToolResult } from '@shared/mcp/tool'

type Awaitable<T> = T | Promise<T>

/** The program as a whole. */
export interface AppControl {
  info(): Awaitable<AppInfo>
  /** Begins to end the program; returns before it has ended, so that the answer still goes out. */
  quit(): void
  focus(): void
  signInLink(): string
}

/** The supervisor, as far as the contract needs it. */
export interface ServiceControl {
  list(): ServiceSnapshot[]
  get(id: string): ServiceSnapshot | undefined
  onChange(listener: (service: ServiceSnapshot) => void): Disposable
  /** These set what is wanted and resolve with the state that was reached. */
  start(id: string): Promise<ServiceSnapshot>
  stop(id: string): Promise<ServiceSnapshot>
  restart(id: string): Promise<ServiceSnapshot>
  startAll(): Promise<ServiceSnapshot[]>
  stopAll(): Promise<ServiceSnapshot[]>
  /**
   * Takes a public port for the service, remembers it, and starts the service when it is wanted.
   * @throws OmniMindError PORT_HELD; the port and what is remembered are then as they were
   */
  movePort(id: string, port: number): Promise<ServiceSnapshot>
}

/** Who holds ports on this machine. */
export interface PortControl {
  /** The program that listens on the port on any loopback address; null when it is free. */
  holderOf(port: number): Promise<PortHolder | null>
  /** The first port from `preferred` up that is free on both loopback families. @throws OmniMindError PORT_HELD */
  findFree(preferred: number): Promise<number>
  /** Ends the holder and resolves when the port is free. @throws OmniMindError */
  stopHolder(holder: PortHolder): Promise<void>
}

export interface ServiceChoices {
  mode: RunMode
  portOverride: number | null
  values: ServiceSettings
}

export interface SettingsControl {
  get(): Settings
  update(patch: Partial<Settings>): Settings
  onChange(listener: (settings: Settings) => void): Disposable
  service(id: string): ServiceChoices
  /** Stores the choices; the supervisor hears of it and starts the service again when its values changed. */
  updateService(id: string, patch: Partial<ServiceChoices>): ServiceChoices
}

export interface SeriesQuery {
  fromMs: number
  toMs: number
  source: string
  target?: string | undefined
  measures: Measure[]
  maxPoints: number
}

export interface MetricsReader {
  series(query: SeriesQuery): Awaitable<Series[]>
  tools(query: { fromMs: number; toMs: number; serviceId: string }): Awaitable<ToolStats[]>
  /** One pulse a second. */
  onPulse(listener: (pulse: LivePulse) => void): Disposable
}

export interface LogQuery {
  source: string
  text: string
  minLevel: LogLevel
  before?: number | undefined
  limit: number
}

export interface LogBatch {
  entries: LogEntry[]
  dropped: number
}

export interface LogReader {
  /** Newest last. */
  search(query: LogQuery): Awaitable<{ entries: LogEntry[]; more: boolean }>
  /** First the backlog, then batches, until the signal ends it. */
  tail(query: { source: string; backlog: number }, signal: AbortSignal | undefined): AsyncIterable<LogBatch>
}

export interface CallBatch {
  calls: CallRecord[]
  dropped: number
}

export interface ActivityReader {
  /** Newest first. */
  list(
    query: CallFilter & { beforeId?: string | undefined; limit: number },
  ): Awaitable<{ calls: CallRecord[]; more: boolean }>
  watch(filter: CallFilter, signal: AbortSignal | undefined): AsyncIterable<CallBatch>
  /** @throws OmniMindError BAD_INPUT when there is no such call (any more) */
  get(id: string): Awaitable<{ call: CallRecord; contents: CallContents | null }>
  /** Oldest first, in chunks of text. */
  export(
    query: { filter: CallFilter; format: 'jsonl' | 'csv'; contents: boolean },
    signal: AbortSignal | undefined,
  ): AsyncIterable<{ text: string; calls: number; total: number }>
  /** @returns of how many calls arguments and results were removed */
  forgetContents(): Awaitable<number>
}

/** Requests a person makes by hand. */
export interface PlaygroundControl {
  offer(endpoint: string, signal: AbortSignal | undefined): Promise<Offer>
  send(request: PlaygroundRequest, signal: AbortSignal | undefined): Promise<PlaygroundAnswer>
  replay(
    call: CallRecord,
    contents: CallContents | null,
    signal: AbortSignal | undefined,
  ): Promise<PlaygroundAnswer>
  saved(): SavedRequest[]
  save(title: string, request: PlaygroundRequest): SavedRequest[]
  removeSaved(id: string): SavedRequest[]
}

/** The servers people added. Every verb throws OmniMindError BAD_INPUT or UNKNOWN_SERVICE and changes nothing then. */
export interface ExternalControl {
  list(): ExternalServer[]
  add(server: ExternalServer): Promise<ServiceSnapshot>
  update(server: ExternalServer): Promise<ServiceSnapshot>
  remove(id: string): Promise<ExternalServer>
  checkCommand(command: string): Promise<CommandCheck>
  parseConfig(text: string): ParsedConfig
  /** Where the person signs in; null when it asks for nothing. */
  signIn(id: string): string | null
}

/** Names of secrets and who uses them; never a value. */
export interface SecretControl {
  list(): SecretView[]
  set(name: string, value: string): SecretView[]
  /** @throws OmniMindError BAD_INPUT while a server uses it */
  remove(name: string): SecretView[]
}

/** Named sets of services and tools, `default` first. */
export interface ProfileControl {
  list(): Profile[]
  /** @throws OmniMindError BAD_INPUT */
  save(profile: Profile): Profile[]
  /** @throws OmniMindError BAD_INPUT */
  remove(id: string): Profile[]
}

/** The gateway process, as far as people look at it and steer it. */
export interface GatewayControl {
  /** What it told last; empty before. */
  status(): GatewayStatus
  onStatus(listener: (status: GatewayStatus) => void): Disposable
  endpoints(): GatewayEndpoint[]
  clearCache(serviceId: string | null): void
  closeCircuit(serviceId: string): void
}

/** Tokens of clients; the secret itself is shown once. */
export interface TokenControl {
  list(): ClientToken[]
  create(order: { name: string; expiresAt: number | null; priority: Priority; scope: TokenScope }): {
    token: ClientToken
    secret: string
  }
  /** @throws OmniMindError BAD_INPUT for the owner's and unknown ones */
  revoke(id: string): ClientToken[]
}

export interface LimitControl {
  get(): GatewayLimits
  /** @throws OmniMindError DATA_DIR_UNWRITABLE */
  update(limits: GatewayLimits): GatewayLimits
}

/** What external servers offer, against what a person approved. */
export interface TrustControl {
  tools(serviceId: string | undefined): Awaitable<ToolReview[]>
  pending(): Record<string, number>
  onPending(listener: (pending: Record<string, number>) => void): Disposable
  approve(serviceId: string, tools: { name: string; fingerprint: string }[]): Awaitable<ToolReview[]>
  withdraw(serviceId: string, tools: string[]): Awaitable<ToolReview[]>
  costs(): Awaitable<ContextCost[]>
}

/** Questions of services to the person. */
export interface ConsentControl {
  open(): OpenQuestion[]
  watch(listener: (open: OpenQuestion[]) => void): Disposable
  /** @throws OmniMindError BAD_INPUT */
  answer(id: string, choice: ConsentChoice): { remembered: boolean }
  standing(): StandingConsent[]
  /** @throws OmniMindError BAD_INPUT, DATA_DIR_UNWRITABLE */
  forget(id: number): StandingConsent[]
}

export interface ConnectReader {
  clients(): ConnectClient[]
  endpoints(): ConnectEndpoint[]
  snippets(clientId: string, serviceIds: readonly string[]): ConnectSnippet[]
}

/** As the protocol tells it. */
export interface ToolProgress {
  progress: number
  total?: number | undefined
  message?: string | undefined
}

/** Speaks MCP to a service through the gateway's public port, as a client would. */
export interface ToolCaller {
  listTools(service: { id: string; url: string }, signal?: AbortSignal): Promise<ToolDefinition[]>
  callTool(
    service: { id: string; url: string },
    call: { tool: string; arguments: Record<string, unknown> },
    signal?: AbortSignal,
    /** What the tool tells before its answer; without it none is asked for. */
    onProgress?: (told: ToolProgress) => void,
  ): Promise<ToolResult>
}

/** Everything the contract is answered from. */
export interface ApiDeps {
  app: AppControl
  services: ServiceControl
  manifestOf(id: string): ServiceManifest | undefined
  history(id: string, limit: number): Awaitable<ServiceEvent[]>
  ports: PortControl
  settings: SettingsControl
  metrics: MetricsReader
  logs: LogReader
  activity: ActivityReader
  playground: PlaygroundControl
  external: ExternalControl
  secrets: SecretControl
  profiles: ProfileControl
  gateway: GatewayControl
  tokens: TokenControl
  limits: LimitControl
  trust: TrustControl
  consents: ConsentControl
  connect: ConnectReader
  /** For people who paste configurations. */
  clientsToken: string
  tools: ToolCaller
  /** Monotonic milliseconds. */
  monotonicMs(): number
  log: Logger
}
