import { catalogueSql, EmbeddedCatalogue } from '@servers/supabase/embedded/catalogue-sql'
import type { Column } from '@servers/supabase/table'
import type { SqlEngine } from './engine'

/** The description PostgREST gives at its root: OpenAPI 2.0 with notes about keys in the descriptions of columns. */
export async function openApiOf(engine: SqlEngine): Promise<string> {
  const { tables, functions } = EmbeddedCatalogue.parse(
    JSON.parse((await engine.run(catalogueSql.sql)) ?? 'null'),
  )
  const definitions = tables.map(({ name, description, columns }) => [
    name,
    {
      ...(description === null ? {} : { description }),
      required: columns.filter(({ nullable }) => !nullable).map((column) => column.name),
      properties: Object.fromEntries(columns.map((column) => [column.name, propertyOf(column)])),
      type: 'object',
    },
  ])
  const names = [...tables.map(({ name }) => `/${name}`), ...functions.map(({ name }) => `/rpc/${name}`)]
  return JSON.stringify({
    swagger: '2.0',
    paths: Object.fromEntries(['/', ...names].map((path) => [path, {}])),
    definitions: Object.fromEntries(definitions),
  })
}

function propertyOf({ type, description, isPrimaryKey, references, default: value }: Column) {
  const notes = [
    isPrimaryKey ? 'This is a Primary Key.<pk/>' : null,
    references
      ? `This is a Foreign Key to \`${references.table}.${references.column}\`.<fk table='${references.table}' column='${references.column}'/>`
      : null,
  ].filter((note) => note !== null)
  const text = [description, notes.length > 0 ? `Note:\n${notes.join('\n')}` : null]
    .filter(Boolean)
    .join('\n\n')
  return {
    format: type,
    type: 'string',
    ...(text === '' ? {} : { description: text }),
    ...(value === null || value === 'the next number' ? {} : { default: value }),
  }
}
