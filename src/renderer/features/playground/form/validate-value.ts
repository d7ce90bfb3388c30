import { isPlainObject } from '@shared/mcp/json-rpc'
import { kindOf, resolveSchema, typesOf, variantsOf, type JsonSchema } from './json-schema'

/** Messages by the place they belong to: `''` is the whole, `/names/0` the first name. */
export type FieldErrors = Record<string, string>

/**
 * Checks what a person filled in, in words that say what to do. The service checks again; this is only to be
 * quick and kind.
 */
export function validateValue(value: unknown, schema: JsonSchema, root: JsonSchema): FieldErrors {
  const errors: FieldErrors = {}
  check(value, schema, root, '', errors)
  return errors
}

function check(
  value: unknown,
  schema: JsonSchema,
  root: JsonSchema,
  path: string,
  errors: FieldErrors,
): void {
  if (value === undefined || value === null) return
  const plain = resolveSchema(schema, root)
  const message = messageFor(value, plain)
  if (message) {
    errors[path] = message
    return
  }
  if (kindOf(plain) === 'array' && Array.isArray(value) && plain.items) {
    for (const [index, item] of value.entries()) {
      if (item === null && !allowsNull(plain.items)) errors[`${path}/${index}`] = 'This is required.'
      else check(item, plain.items, root, `${path}/${index}`, errors)
    }
  }
  if (kindOf(plain) === 'object' && isPlainObject(value)) checkObject(value, plain, root, path, errors)
}

/** An entry that was added but not filled in stands as null. */
function allowsNull({ type, anyOf, oneOf, enum: values }: JsonSchema): boolean {
  if (values) return values.includes(null)
  return type === undefined ? !anyOf && !oneOf : type.includes('null')
}

function checkObject(
  value: Record<string, unknown>,
  schema: JsonSchema,
  root: JsonSchema,
  path: string,
  errors: FieldErrors,
): void {
  for (const key of schema.required ?? []) {
    if (value[key] === undefined || value[key] === '') errors[`${path}/${key}`] = 'This is required.'
  }
  for (const [key, part] of Object.entries(schema.properties ?? {})) {
    if (errors[`${path}/${key}`] === undefined) check(value[key], part, root, `${path}/${key}`, errors)
  }
}

function messageFor(value: unknown, schema: JsonSchema): string | null {
  if (schema.enum && !schema.enum.some((one) => JSON.stringify(one) === JSON.stringify(value))) {
    return 'Choose one of the listed values.'
  }
  if (variantsOf(schema).length > 1) return null
  const types = typesOf(schema)
  if (types.length > 0 && !types.some((type) => fits(value, type)))
    return `This must be ${types.map(article).join(' or ')}.`
  if (typeof value === 'string') return textMessage(value, schema)
  if (typeof value === 'number') return numberMessage(value, schema)
  return Array.isArray(value) ? listMessage(value, schema) : null
}

function fits(value: unknown, type: string): boolean {
  if (type === 'integer') return typeof value === 'number' && Number.isInteger(value)
  if (type === 'array') return Array.isArray(value)
  if (type === 'object') return isPlainObject(value)
  return typeof value === type
}

function article(type: string): string {
  if (type === 'integer') return 'a whole number'
  return type === 'array' || type === 'object' ? `an ${type}` : type === 'string' ? 'a text' : `a ${type}`
}

function textMessage(value: string, schema: JsonSchema): string | null {
  if (schema.minLength !== undefined && value.length < schema.minLength) {
    return `At least ${schema.minLength} characters.`
  }
  if (schema.maxLength !== undefined && value.length > schema.maxLength)
    return `At most ${schema.maxLength} characters.`
  return schema.pattern !== undefined && !matches(value, schema.pattern)
    ? `Must match ${schema.pattern}`
    : null
}

function numberMessage(value: number, schema: JsonSchema): string | null {
  if (schema.minimum !== undefined && value < schema.minimum) return `At least ${schema.minimum}.`
  if (schema.maximum !== undefined && value > schema.maximum) return `At most ${schema.maximum}.`
  if (schema.exclusiveMinimum !== undefined && value <= schema.exclusiveMinimum) {
    return `Must be more than ${schema.exclusiveMinimum}.`
  }
  return schema.exclusiveMaximum !== undefined && value >= schema.exclusiveMaximum
    ? `Must be less than ${schema.exclusiveMaximum}.`
    : null
}

function listMessage(value: readonly unknown[], schema: JsonSchema): string | null {
  if (schema.minItems !== undefined && value.length < schema.minItems)
    return `At least ${schema.minItems} entries.`
  return schema.maxItems !== undefined && value.length > schema.maxItems
    ? `At most ${schema.maxItems} entries.`
    : null
}

/** A pattern the browser cannot read does not stop anybody. */
function matches(value: string, pattern: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(value)
  } catch {
    return true
  }
}
