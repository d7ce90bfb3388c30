import type { Logger } from '@shared/domain/log'
import type { ServiceManifest } from '@shared/domain/manifest'
import type { ServiceEvent } from '@shared/domain/service'
import type { Awaitable } from './deps/awaitable'
import type {
  ProfileControl,
  GatewayControl,
  TokenControl,
  LimitControl,
  ConnectReader,
} from './deps/clients'
import type { ExternalControl, SecretControl, TrustControl, ConsentControl } from './deps/external-servers'
import type { MetricsReader, LogReader, ActivityReader } from './deps/observation'
import type { AppControl, ServiceControl, PortControl, SettingsControl } from './deps/program'
import type { PlaygroundControl, ToolCaller } from './deps/tool-calls'

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
  /** Where changes by people are told. */
  audit: Logger
}
