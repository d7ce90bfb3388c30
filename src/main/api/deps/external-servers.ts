import type { CommandCheck, ParsedConfig, SecretView } from '@shared/contract/external'
import type { ContextCost, ToolReview } from '@shared/contract/trust'
import type { ConsentChoice, OpenQuestion, StandingConsent } from '@shared/domain/consent'
import type { ExternalServer } from '@shared/domain/external'
import type { ServiceSnapshot } from '@shared/domain/service'
import type { Disposable } from '@shared/lib/disposable'
import type { Awaitable } from './awaitable'

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
