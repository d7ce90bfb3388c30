import { Emitter } from '@shared/lib/emitter'
import type { Disposable } from '@shared/lib/disposable'
import type { CatalogTool } from '@shared/domain/catalog'
import type { EntryRoute, ListKind, ToolRoute, View, Views } from '../../../src/gateway/catalog/view'

/** A tool as a catalog knows it; trusted, without findings. */
export function catalogTool(name: string, more: Record<string, unknown> = {}): CatalogTool {
  const definition = { name, inputSchema: { type: 'object' }, ...more }
  return { name, definition, fingerprint: name, trust: 'trusted', findings: [] }
}

/** Services under prefixed names, as simply as it can be done. Resources belong to `URI-SCHEME` = service id. */
export class FakeView implements View {
  readonly endpointId: string
  readonly tools = new Map<string, string[]>()
  readonly #changes = new Emitter<ListKind>()

  constructor(endpointId: string, tools: Record<string, string[]>) {
    this.endpointId = endpointId
    for (const [serviceId, names] of Object.entries(tools)) this.tools.set(serviceId, names)
  }

  get serviceIds(): string[] {
    return [...this.tools.keys()]
  }

  describe() {
    return {
      capabilities: { tools: { listChanged: true }, resources: { subscribe: true }, logging: {} },
      serverInfo: { name: 'omnimind', version: '1' },
      instructions: `Prefixes: ${this.serviceIds.join(', ')}`,
    }
  }

  listText(kind: ListKind): string {
    if (kind !== 'tools') return '[]'
    const names = [...this.tools].flatMap(([id, tools]) => tools.map((tool) => `${id}__${tool}`))
    return JSON.stringify(names.map((name) => catalogTool(name).definition))
  }

  tool(params: Record<string, unknown>): ToolRoute {
    const asked = String(params['name'])
    if (asked === 'search') return { kind: 'answer', result: { content: [{ type: 'text', text: 'found' }] } }
    const [serviceId = '', name = ''] = asked.split('__')
    if (!this.tools.get(serviceId)?.includes(name))
      return { kind: 'refuse', code: -32602, message: `There is no tool "${asked}".` }
    return { kind: 'forward', serviceId, params: { ...params, name }, tool: catalogTool(name) }
  }

  prompt(params: Record<string, unknown>): EntryRoute {
    const [serviceId = '', name] = String(params['name']).split('__')
    return { kind: 'forward', serviceId, params: { ...params, name } }
  }

  resource(params: Record<string, unknown>): EntryRoute {
    const serviceId = String(params['uri']).split(':')[0] ?? ''
    if (!this.tools.has(serviceId)) return { kind: 'refuse', code: -32002, message: 'No such resource.' }
    return { kind: 'forward', serviceId, params }
  }

  completion(params: Record<string, unknown>): EntryRoute {
    return { kind: 'forward', serviceId: this.serviceIds[0] ?? '', params }
  }

  onChange(listener: (kind: ListKind) => void): Disposable {
    return this.#changes.on(listener)
  }

  get listeners(): number {
    return this.#changes.listenerCount
  }

  change(kind: ListKind): void {
    this.#changes.emit(kind)
  }
}

/** Addresses a test adds and takes away. */
export class FakeViews implements Views {
  readonly views = new Map<string, View>()

  constructor(...views: View[]) {
    for (const view of views) this.views.set(view.endpointId, view)
  }

  of(endpointId: string): View | null {
    return this.views.get(endpointId) ?? null
  }
}
