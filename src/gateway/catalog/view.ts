import type { CatalogTool } from '@shared/domain/catalog'
import type { Disposable } from '@shared/lib/disposable'

/** The lists a client can ask for. */
export type ListKind = 'tools' | 'prompts' | 'resources' | 'resourceTemplates'

/** Where a tool call of an endpoint goes. */
export type ToolRoute =
  /** To a service: `params` is what it must hear (its own tool name, the arguments, `_meta` untouched). */
  | { kind: 'forward'; serviceId: string; params: Record<string, unknown>; tool: CatalogTool }
  /** Answered here: search mode's own tools. */
  | { kind: 'answer'; result: Record<string, unknown> }
  /** No such tool, or one that nobody has approved; a JSON-RPC error code and what to do, in words. */
  | { kind: 'refuse'; code: number; message: string }

/**
 * May this client know of the tool? Search mode answers here and must not tell of tools the scope guard would refuse;
 * without it everything is seen.
 */
export type Sees = (serviceId: string, tool: CatalogTool) => boolean

/** Where a prompt, resource or completion goes. A refusal's code is the one of 2025-11-25. */
export type EntryRoute =
  | { kind: 'forward'; serviceId: string; params: Record<string, unknown> }
  | { kind: 'refuse'; code: number; message: string }

/** What one address (a profile, or one service alone) offers now. Asked anew for each request: catalogs change. */
export interface View {
  readonly endpointId: string
  /** The services behind it, in their order. */
  readonly serviceIds: readonly string[]
  /**
   * What `initialize` and `server/discover` tell: merged capabilities, our name, joined instructions.
   * @param opens of these services only; of all when it is left out
   */
  describe(opens?: (serviceId: string) => boolean): {
    capabilities: Record<string, unknown>
    serverInfo: Record<string, unknown>
    instructions: string | undefined
  }
  /** The list's members only, e.g. `[{"name":...},...]`, as JSON text, complete and in a fixed order; no cursor. */
  listText(kind: ListKind): string
  tool(params: Record<string, unknown>, sees?: Sees): ToolRoute
  prompt(params: Record<string, unknown>): EntryRoute
  /** For `resources/read|subscribe|unsubscribe`. URIs are never changed. */
  resource(params: Record<string, unknown>): EntryRoute
  completion(params: Record<string, unknown>): EntryRoute
  /** Coalesced: at most one call a kind each 100 ms. */
  onChange(listener: (kind: ListKind) => void): Disposable
}

export interface Views {
  /**
   * @param endpointId a profile's or a service's id
   * @returns null when there is no such address (any more)
   */
  of(endpointId: string): View | null
}

/** What the guards must know of a tool; null while the service was never heard. */
export interface Catalogs {
  tool(serviceId: string, name: string): CatalogTool | null
  /** True when the service itself answers 2026-07-28 on its pipe; null while unknown. */
  isModern(serviceId: string): boolean | null
}
