import type { IncomingHttpHeaders } from 'node:http'
import { isPlainObject } from '@shared/mcp/json-rpc'
import { headerMismatch, type Fault } from './fault'
import { decodeHeader } from './header-value'

/** An argument that a tool's schema wants repeated in the header `Mcp-Param-NAME` (`x-mcp-header`). */
interface Declared {
  path: readonly string[]
  header: string
  isNumber: boolean
}

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/
const DECIMAL = /^-?\d+(\.\d+)?$/
const MAX_DEPTH = 32

/** By definition object: a catalog keeps a tool's definition for as long as it does not change. */
const declaredBy = new WeakMap<Record<string, unknown>, readonly Declared[]>()

/** @param definition the tool as its service declares it */
export function checkParamHeaders(
  definition: Record<string, unknown>,
  args: unknown,
  headers: IncomingHttpHeaders,
): Fault | null {
  let declared = declaredBy.get(definition)
  if (!declared) declaredBy.set(definition, (declared = [...declarationsIn(definition['inputSchema'], [])]))
  for (const one of declared) {
    const fault = check(one, valueAt(args, one.path), headers[one.header])
    if (fault) return fault
  }
  return null
}

/** Headers can be declared for primitive properties reached through `properties` alone, at any depth. */
function* declarationsIn(schema: unknown, path: readonly string[]): Generator<Declared> {
  if (!isPlainObject(schema) || path.length > MAX_DEPTH) return
  const { 'x-mcp-header': name, type, properties } = schema
  if (typeof name === 'string' && TOKEN.test(name) && path.length > 0)
    yield {
      path,
      header: `mcp-param-${name.toLowerCase()}`,
      isNumber: type === 'integer' || type === 'number',
    }
  if (isPlainObject(properties))
    for (const [key, value] of Object.entries(properties)) yield* declarationsIn(value, [...path, key])
}

function check(declared: Declared, value: unknown, header: string | string[] | undefined): Fault | null {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return null
  const where = `${declared.header} must be the argument "${declared.path.join('.')}".`
  if (typeof header !== 'string') return headerMismatch(where, '(missing)', String(value))
  const decoded = decodeHeader(header.trim())
  if (decoded === String(value)) return null
  if (declared.isNumber && typeof value === 'number' && decoded !== undefined && DECIMAL.test(decoded))
    if (Number(decoded) === value) return null
  return headerMismatch(where, header, String(value))
}

function valueAt(args: unknown, path: readonly string[]): unknown {
  let value = args
  for (const key of path) value = isPlainObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
  return value
}
