import { createContext, Script } from 'node:vm'
import { Ajv, type ErrorObject } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { errorText } from '@shared/errors'
import { isPlainObject } from '@shared/mcp/json-rpc'

/** A schema comes from a stranger: a pattern in it, or references that multiply, may take for ever. */
const TIME_LIMIT_MS = 1_000
const MAX_SCHEMA = 256 * 1024

const options = { strict: false, validateFormats: false, logger: false } as const
/** For judging schemas as such, which keeps nothing of them. */
const judges = { older: new Ajv(options), newer: new Ajv2020(options) }

/** @returns what is wrong with the schema of a tool's arguments or result; null when it is valid */
export function schemaFault(schema: unknown): string | null {
  if (!isPlainObject(schema)) return 'it is missing or no object'
  if (schema['type'] !== 'object') return 'its type is not "object"'
  const text = JSON.stringify(schema)
  if (text.length > MAX_SCHEMA) return `it has more than ${MAX_SCHEMA} characters`
  return bounded(() => {
    const { draft, plain } = readDraft(schema)
    const judge = judges[draft]
    if (judge.validateSchema(plain) !== true) return firstError(judge.errors)
    // References that lead nowhere only show when the schema is compiled.
    if (/"\$(?:dynamicR|r)ef":/.test(text)) freshAjv(draft).compile(plain)
    return null
  })
}

/** @returns why the value does not fit a schema that `schemaFault` found valid; null when it does */
export function misfit(schema: Record<string, unknown>, value: unknown): string | null {
  return bounded(() => {
    const { draft, plain } = readDraft(schema)
    const validate = freshAjv(draft).compile(plain)
    return validate(value) ? null : firstError(validate.errors)
  })
}

/** Each schema is compiled alone, since two of them may use one $id. */
function freshAjv(draft: 'older' | 'newer'): Ajv {
  return draft === 'older' ? new Ajv(options) : new Ajv2020(options)
}

/** Without "$schema" the protocol means 2020-12; drafts before 2019 differ in their keywords. */
function readDraft(schema: Record<string, unknown>) {
  const { $schema: told, ...plain } = schema
  const isOlder = typeof told === 'string' && !/20(?:20-12|19-09)/.test(told)
  return { draft: isOlder ? 'older' : 'newer', plain } as const
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
