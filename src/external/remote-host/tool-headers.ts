import { isPlainObject } from '@shared/mcp/json-rpc'
import { encodeHeaderValue } from './request-headers'

/** An argument that a tool wants repeated in a header: where it is, and the header's name. */
interface Declaration {
  path: string[]
  header: string
}

const KEY = 'x-mcp-header'
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
const MAX_TOOLS = 4_096
const MAX_DEPTH = 64

/**
 * The arguments that tools want as `Mcp-Param-*` headers (revision 2026-07-28, `x-mcp-header`), learned from the
 * lists that pass by.
 */
export class ToolHeaders {
  readonly #declarations = new Map<string, Declaration[]>()

  /**
   * Notes a page of `tools/list`.
   * @returns the page without the tools whose declarations are wrong, which a client must not offer; and those names
   */
  learn(result: Record<string, unknown>): { result: Record<string, unknown>; refused: string[] } {
    const tools = Array.isArray(result['tools']) ? (result['tools'] as unknown[]) : []
    const refused: string[] = []
    const kept = tools.filter((tool) => {
      if (!isPlainObject(tool) || typeof tool['name'] !== 'string') return true
      const declarations = declarationsOf(tool['inputSchema'])
      if (declarations === null) refused.push(tool['name'])
      else this.#note(tool['name'], declarations)
      return declarations !== null
    })
    return { result: refused.length === 0 ? result : { ...result, tools: kept }, refused }
  }

  of(tool: unknown, args: unknown): Record<string, string> {
    const declarations = typeof tool === 'string' ? this.#declarations.get(tool) : undefined
    const headers: Record<string, string> = {}
    for (const { path, header } of declarations ?? []) {
      const text = headerText(valueAt(args, path))
      if (text !== null) headers[`mcp-param-${header.toLowerCase()}`] = encodeHeaderValue(text)
    }
    return headers
  }

  #note(name: string, declarations: Declaration[]): void {
    this.#declarations.delete(name)
    if (declarations.length === 0 || this.#declarations.size >= MAX_TOOLS) return
    this.#declarations.set(name, declarations)
  }
}

/** @returns null when a declaration breaks a rule: wrong name, wrong type, twice, or out of reach */
function declarationsOf(schema: unknown): Declaration[] | null {
  const found: Declaration[] = []
  if (!collect(schema, [], true, found)) return null
  const names = new Set(found.map(({ header }) => header.toLowerCase()))
  return names.size === found.length ? found : null
}

/** Walks a schema; a declaration counts only where a chain of `properties` leads to it. */
function collect(node: unknown, path: string[], reachable: boolean, found: Declaration[]): boolean {
  if (path.length > MAX_DEPTH) return false
  if (Array.isArray(node)) return node.every((one) => collect(one, [...path, '#'], false, found))
  if (!isPlainObject(node)) return true
  if (KEY in node) {
    const header = node[KEY]
    const isGood = typeof header === 'string' && TOKEN.test(header) && isPrimitive(node['type'])
    if (!isGood || !reachable || path.length === 0) return false
    found.push({ path, header })
  }
  return Object.entries(node).every(([keyword, value]) => {
    if (literal.has(keyword)) return true
    if (keyword !== 'properties') return collect(value, [...path, keyword], false, found)
    if (!isPlainObject(value)) return true
    return Object.entries(value).every(([name, sub]) => collect(sub, [...path, name], reachable, found))
  })
}

/** Keywords whose values are data, not schemas. */
const literal = new Set(['const', 'enum', 'default', 'examples', KEY])

function isPrimitive(type: unknown): boolean {
  return type === 'string' || type === 'integer' || type === 'boolean'
}

function valueAt(root: unknown, path: string[]): unknown {
  let node = root
  for (const key of path) {
    if (!isPlainObject(node) || !Object.hasOwn(node, key)) return undefined
    node = node[key]
  }
  return node
}

function headerText(value: unknown): string | null {
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return String(value)
  if (typeof value === 'number' && Number.isFinite(value)) {
    const isExact = !Number.isInteger(value) || Number.isSafeInteger(value)
    return isExact ? String(value) : null
  }
  return null
}
