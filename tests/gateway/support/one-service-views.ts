import { Emitter } from '@shared/lib/emitter'
import type { CatalogTool } from '@shared/domain/catalog'
import { rpcCode } from '@shared/mcp/json-rpc'
import type { Catalogs, EntryRoute, ListKind, View, Views } from '../../../src/gateway/catalog/view'

export interface FakeService {
  serviceId: string
  modern: boolean
  tools: Record<string, unknown>[]
  /** What it offers besides tools; nothing unless said. */
  others?: Partial<Record<ListKind, Record<string, unknown>[]>>
}

/** An address that offers one service's tools under plain names, and its resources and prompts whatever they are. */
export class OneServiceViews implements Views, Catalogs {
  readonly changes = new Emitter<ListKind>()
  capabilities: Record<string, unknown> = {
    tools: { listChanged: true },
    prompts: { listChanged: true },
    resources: { subscribe: true, listChanged: true },
    completions: {},
  }
  #service: FakeService | null

  constructor(service: FakeService) {
    this.#service = service
  }

  /** The address is gone. */
  remove(): void {
    this.#service = null
  }

  of(endpointId: string): View | null {
    const service = this.#service
    if (service?.serviceId !== endpointId) return null
    const entry = (params: Record<string, unknown>): EntryRoute => ({
      kind: 'forward',
      serviceId: endpointId,
      params,
    })
    return {
      endpointId,
      serviceIds: [endpointId],
      describe: () => ({
        capabilities: this.capabilities,
        serverInfo: { name: 'fake-view', version: '1.0.0' },
        instructions: 'Be kind.',
      }),
      listText: (kind) => JSON.stringify(kind === 'tools' ? service.tools : (service.others?.[kind] ?? [])),
      tool: (params) => {
        const tool = this.tool(endpointId, String(params['name']))
        if (tool) return { kind: 'forward', serviceId: endpointId, params, tool }
        return { kind: 'refuse', code: rpcCode.invalidParams, message: 'There is no such tool.' }
      },
      prompt: entry,
      resource: entry,
      completion: entry,
      onChange: (listener) => this.changes.on(listener),
    }
  }

  tool(_serviceId: string, name: string): CatalogTool | null {
    const definition = this.#service?.tools.find((one) => one['name'] === name)
    return definition ? { name, definition, fingerprint: '', trust: 'trusted', findings: [] } : null
  }

  isModern(): boolean {
    return this.#service?.modern === true
  }
}
