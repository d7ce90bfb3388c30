import { isPlainObject } from '@shared/mcp/json-rpc'
import { kindOf, resolveSchema, variantsOf, type JsonSchema } from './json-schema'

/** What a form starts with: defaults, and the least that required parts need. undefined means "not given". */
export function initialValue(schema: JsonSchema, root: JsonSchema, required: boolean, depth = 0): unknown {
  const plain = resolveSchema(schema, root)
  if (plain.default !== undefined) return plain.default
  if (plain.const !== undefined) return required ? plain.const : undefined
  if (!required || depth > 6) return undefined
  const kind = kindOf(plain)
  if (kind === 'object') return initialObject(plain, root, depth)
  if (kind === 'array') {
    return Array.from(
      { length: plain.minItems ?? 0 },
      () => initialValue(plain.items ?? {}, root, true, depth + 1) ?? null,
    )
  }
  if (kind === 'boolean') return false
  if (kind === 'choice') return initialValue(variantsOf(plain)[0] ?? {}, root, true, depth + 1)
  return undefined
}

function initialObject(schema: JsonSchema, root: JsonSchema, depth: number): Record<string, unknown> {
  const value: Record<string, unknown> = {}
  for (const [key, part] of Object.entries(schema.properties ?? {})) {
    const first = initialValue(part, root, schema.required?.includes(key) ?? false, depth + 1)
    if (first !== undefined) value[key] = first
  }
  return value
}

/** The value without what was not given, ready to be sent. */
export function withoutGaps(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((item) => item !== undefined).map(withoutGaps)
  if (!isPlainObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, part]) => (part === undefined ? [] : [[key, withoutGaps(part)]])),
  )
}
