import { AjvJsonSchemaValidator } from '@modelcontextprotocol/sdk/validation/ajv-provider.js'
import type { jsonSchemaValidator } from '@modelcontextprotocol/sdk/validation/types.js'

let ajv: AjvJsonSchemaValidator | undefined

/**
 * The SDK would build one Ajv for every session, though it is needed only when a server asks a person
 * something. This one is built at first need and shared.
 */
export const schemaValidator: jsonSchemaValidator = {
  getValidator: (schema) => (ajv ??= new AjvJsonSchemaValidator()).getValidator(schema),
}
