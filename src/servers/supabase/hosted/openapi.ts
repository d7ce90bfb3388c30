import { z } from 'zod'
import type { Catalogue, Column } from '../table'

/** The parts of PostgREST's description (OpenAPI 2.0 at its root) that tell of tables and functions. */
export const OpenApi = z.object({
  paths: z.record(z.string(), z.unknown()),
  definitions: z.record(
    z.string(),
    z.object({
      description: z.string().optional(),
      required: z.array(z.string()).optional(),
      properties: z
        .record(
          z.string(),
          z.object({
            format: z.string().optional(),
            type: z.string().optional(),
            default: z.unknown().optional(),
            description: z.string().optional(),
          }),
        )
        .optional(),
    }),
  ),
})
export type OpenApi = z.infer<typeof OpenApi>

const FUNCTION = '/rpc/'
const PRIMARY_KEY = '<pk/>'
const FOREIGN_KEY = /<fk table='([^']*)' column='([^']*)'\/>/
/** PostgREST adds its notes about keys below a comment of the person's. */
const NOTE = /\s*Note:\n[\s\S]*$/

export function catalogueOf({ paths, definitions }: OpenApi): Catalogue {
  const tables = Object.entries(definitions).map(
    ([name, { description, required = [], properties = {} }]) => ({
      name,
      description: description ?? null,
      columns: Object.entries(properties).map(([column, property]): Column => {
        const note = property.description ?? ''
        const [, table, target] = FOREIGN_KEY.exec(note) ?? []
        return {
          name: column,
          type: property.format ?? property.type ?? 'unknown',
          nullable: !required.includes(column),
          isPrimaryKey: note.includes(PRIMARY_KEY),
          references: table !== undefined && target !== undefined ? { table, column: target } : null,
          default: defaultText(property.default),
          description: note.replace(NOTE, '') || null,
        }
      }),
    }),
  )
  const functions = Object.keys(paths)
    .filter((path) => path.startsWith(FUNCTION))
    .map((path) => path.slice(FUNCTION.length))
  return { tables, functions }
}

function defaultText(value: unknown): string | null {
  if (value === undefined) return null
  return typeof value === 'string' ? value : JSON.stringify(value)
}
