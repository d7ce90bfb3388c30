import { isPlainObject } from '@shared/mcp/json-rpc'

/** The part of JSON Schema that tools use in their inputs. */
export interface JsonSchema {
  type?: string | string[]
  title?: string
  description?: string
  default?: unknown
  enum?: unknown[]
  const?: unknown
  properties?: Record<string, JsonSchema>
  required?: string[]
  items?: JsonSchema
  anyOf?: JsonSchema[]
  oneOf?: JsonSchema[]
  allOf?: JsonSchema[]
  $ref?: string
  $defs?: Record<string, JsonSchema>
  definitions?: Record<string, JsonSchema>
  minimum?: number
  maximum?: number
  exclusiveMinimum?: number
  exclusiveMaximum?: number
  minLength?: number
  maxLength?: number
  pattern?: string
  format?: string
  minItems?: number
  maxItems?: number
}

export type FieldKind =
  | 'string'
  | 'number'
  | 'integer'
  | 'boolean'
  | 'enum'
  | 'array'
  | 'object'
  | 'choice'
  | 'json'

/** Reads a tool's input schema; anything that is not an object reads as "any JSON". */
export function asSchema(value: unknown): JsonSchema {
  return isPlainObject(value) ? value : {}
}

/** Follows a local `$ref` (eight deep at most) and merges `allOf`, so that forms see one plain schema. */
export function resolveSchema(schema: JsonSchema, root: JsonSchema, depth = 0): JsonSchema {
  if (schema.$ref && depth < 8) {
    const target = lookUp(schema.$ref, root)
    const { $ref: _, ...rest } = schema
    return target ? resolveSchema({ ...target, ...rest }, root, depth + 1) : rest
  }
  if (!schema.allOf || depth >= 8) return schema
  const { allOf, ...own } = schema
  return allOf
    .map((part) => resolveSchema(part, root, depth + 1))
    .reduce<JsonSchema>(
      (merged, part) => ({
        ...part,
        ...merged,
        properties: { ...part.properties, ...merged.properties },
        required: [...(merged.required ?? []), ...(part.required ?? [])],
      }),
      own,
    )
}

/** Which control a schema is edited with. */
export function kindOf(schema: JsonSchema): FieldKind {
  if (schema.enum || schema.const !== undefined) return 'enum'
  const variants = variantsOf(schema)
  if (variants.length > 1) return 'choice'
  const types = typesOf(variants[0] ?? schema)
  const [type] = types
  if (types.length !== 1) return schema.properties ? 'object' : 'json'
  if (type === 'string' || type === 'number' || type === 'integer' || type === 'boolean') return type
  if (type === 'array') return 'array'
  return type === 'object' && schema.properties ? 'object' : 'json'
}

/** The forms a value may take, null left out: an optional value is simply not given. */
export function variantsOf(schema: JsonSchema): JsonSchema[] {
  const all = schema.anyOf ?? schema.oneOf ?? []
  return all.filter((variant) => variant.type !== 'null')
}

/** The types a schema allows, null left out. */
export function typesOf(schema: JsonSchema): string[] {
  const types = Array.isArray(schema.type) ? schema.type : schema.type ? [schema.type] : []
  return types.filter((type) => type !== 'null')
}

function lookUp(ref: string, root: JsonSchema): JsonSchema | undefined {
  if (!ref.startsWith('#/')) return undefined
  let found: unknown = root
  for (const part of ref.slice(2).split('/')) {
    if (!isPlainObject(found)) return undefined
    found = found[part.replaceAll('~1', '/').replaceAll('~0', '~')]
  }
  return isPlainObject(found) ? found : undefined
}
