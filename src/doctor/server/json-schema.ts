import { createContext, Script } from 'node:vm'
import { Ajv, type ErrorObject } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { errorText } from '@shared/errors'
import { isPlainObject } from '@shared/mcp/json-rpc'

/** A schema comes from a stranger: a pattern in it, or references that multiply, may take for ever. */
const TIME_LIMIT_MS = 1_000
const MAX_SCHEMA = 256 * 1024

/** @returns what is wrong with the schema of a tool's arguments or result; null when it is valid */
export function schemaFault(schema: unknown): string | null {
  if (!isPlainObject(schema)) return 'it is missing or no object'
  if (schema['type'] !== 'object') return 'its type is not "object"'
  if (JSON.stringify(schema).length > MAX_SCHEMA) return `it has more than ${MAX_SCHEMA} characters`
  return bounded(() => {
    const { ajv, judged } = validatorFor(schema)
    if (ajv.validateSchema(judged) !== true) return firstError(ajv.errors)
    // References that lead nowhere only show when the schema is compiled.
    ajv.compile(judged)
    return null
  })
}

/** @returns why the value does not fit a schema that `schemaFault` found valid; null when it does */
export function misfit(schema: Record<string, unknown>, value: unknown): string | null {
  return bounded(() => {
    const { ajv, judged } = validatorFor(schema)
    const validate = ajv.compile(judged)
    return validate(value) ? null : firstError(validate.errors)
  })
}

/** Each schema is judged alone, since two of them may use one $id. Without "$schema" the protocol means 2020-12. */
function validatorFor(schema: Record<string, unknown>): { ajv: Ajv; judged: Record<string, unknown> } {
  const options = { strict: false, validateFormats: false, logger: false } as const
  const { $schema: draft, ...judged } = schema
  const isOlder = typeof draft === 'string' && !/20(?:20-12|19-09)/.test(draft)
  return { ajv: isOlder ? new Ajv(options) : new Ajv2020(options), judged }
}

/** Runs it at most for a second: the engine itself breaks off what runs inside a script, loops and patterns alike. */
function bounded(run: () => string | null): string | null {
  try {
    const script = new Script('run()')
    return script.runInContext(createContext({ run }), { timeout: TIME_LIMIT_MS }) as string | null
  } catch (error) {
    return errorText(error)
  }
}

function firstError(errors: readonly ErrorObject[] | null | undefined): string {
  const [first] = errors ?? []
  return `${first?.instancePath || 'the value'} ${first?.message ?? 'is not valid'}`
}
