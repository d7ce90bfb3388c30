import { rpcCode, isPlainObject } from '@shared/mcp/json-rpc'
import {
  CALL_TOOL,
  DESCRIBE_TOOL,
  SEARCH_LIMIT,
  SEARCH_TOOL,
  searchToolDefinitions,
} from '@shared/mcp/search-tools'
import type { OfferedTool } from '../offer'
import type { Sees, ToolRoute } from '../view'
import { ToolIndex } from './tool-index'

type Params = Record<string, unknown>

export interface SearchModeDeps {
  /** Titles of the services behind the address, by id. */
  titles: ReadonlyMap<string, string>
  tools: readonly OfferedTool[]
  /** Where a call of a tool by its name goes. */
  route: (params: Params, sees: Sees) => ToolRoute
}

/** A found tool's description is cut here: the whole one comes with `describe_tool`. */
const SHORT = 240

/** Three tools in place of all: to search, to describe, and to call the others. */
export class SearchMode {
  readonly definitions: readonly (Params & { name: string })[]
  readonly #deps: SearchModeDeps
  /** Made with the first search: most clients of most addresses never search. */
  #index: ToolIndex | null = null

  constructor(deps: SearchModeDeps) {
    this.#deps = deps
    this.definitions = searchToolDefinitions([...deps.titles.values()], deps.tools.length)
  }

  /** @returns null when it is none of the three tools */
  tool(params: Params, sees: Sees): ToolRoute | null {
    const args = isPlainObject(params['arguments']) ? params['arguments'] : {}
    switch (params['name']) {
      case SEARCH_TOOL:
        return this.#search(args, sees)
      case DESCRIBE_TOOL:
        return this.#describe(args, sees)
      case CALL_TOOL:
        return this.#call(params, args, sees)
      default:
        return null
    }
  }

  #search({ query, limit }: Params, sees: Sees): ToolRoute {
    if (typeof query !== 'string' || query.trim() === '')
      return toolError('"query" must say in a few words what you want to do.')
    const { tools, titles } = this.#deps
    this.#index ??= new ToolIndex(
      tools.map(({ definition, serviceId }) => ({
        name: definition.name,
        service: titles.get(serviceId) ?? serviceId,
        definition,
      })),
    )
    const found = this.#index
      .find(query)
      .flatMap((position) => tools[position] ?? [])
      .filter((offered) => sees(offered.serviceId, offered.tool))
      .slice(0, limitOf(limit))
      .map((offered) => this.#short(offered))
    if (found.length === 0)
      return answer({
        tools: [],
        hint: 'Nothing fits. Search for other words, or for what the tool works on.',
      })
    return answer({ tools: found })
  }

  #short({ serviceId, definition }: OfferedTool): Params {
    const { name, description, inputSchema } = definition
    const properties = isPlainObject(inputSchema) ? inputSchema['properties'] : undefined
    return {
      name,
      service: this.#deps.titles.get(serviceId) ?? serviceId,
      ...(typeof description === 'string' && { description: shortened(description) }),
      parameters: isPlainObject(properties) ? Object.keys(properties) : [],
    }
  }

  #describe({ name }: Params, sees: Sees): ToolRoute {
    const route = this.#deps.route({ name }, sees)
    if (route.kind === 'refuse') return toolError(route.message)
    const offered = route.kind === 'forward' && this.#deps.tools.find(({ tool }) => tool === route.tool)
    if (!offered || !sees(offered.serviceId, offered.tool))
      return toolError(`There is no tool "${String(name).slice(0, 200)}" here. Search for it.`)
    return answer({ tool: offered.definition })
  }

  /** As if the tool was called itself: approval, scope and every guard hold for it alike. */
  #call(params: Params, args: Params, sees: Sees): ToolRoute {
    const { name, arguments: inner } = args
    if (typeof name !== 'string')
      return { kind: 'refuse', code: rpcCode.invalidParams, message: '"name" must be the name of a tool.' }
    return this.#deps.route({ ...params, name, arguments: inner ?? {} }, sees)
  }
}

function limitOf(limit: unknown): number {
  if (typeof limit !== 'number' || !Number.isFinite(limit)) return SEARCH_LIMIT.standard
  return Math.min(SEARCH_LIMIT.most, Math.max(1, Math.floor(limit)))
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > SHORT ? `${line.slice(0, SHORT)}…` : line
}

function answer(value: Params): ToolRoute {
  return { kind: 'answer', result: { content: [{ type: 'text', text: JSON.stringify(value) }] } }
}

/** A mistake in the arguments is the model's to mend: it sees results, but not errors of the protocol. */
function toolError(text: string): ToolRoute {
  return { kind: 'answer', result: { content: [{ type: 'text', text }], isError: true } }
}
