import { z } from 'zod'
import { Column } from '../table'
import type { Statements } from './messages'

/** What the schema `public` holds, as one JSON text that fits `EmbeddedCatalogue`. */
export const catalogueSql: Statements[number] = {
  params: [],
  sql: `
    SELECT json_build_object(
      'tables', (
        SELECT coalesce(json_agg(json_build_object(
          'name', c.relname, 'description', obj_description(c.oid, 'pg_class'), 'columns', (
            SELECT coalesce(json_agg(json_build_object(
              'name', a.attname,
              'type', format_type(a.atttypid, a.atttypmod),
              'nullable', NOT a.attnotnull,
              'isPrimaryKey', EXISTS (
                SELECT 1 FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary AND a.attnum = ANY (i.indkey)),
              'references', (
                SELECT json_build_object('table', fc.relname, 'column', fa.attname)
                FROM pg_constraint f JOIN pg_class fc ON fc.oid = f.confrelid
                JOIN pg_attribute fa ON fa.attrelid = f.confrelid AND fa.attnum = f.confkey[1]
                WHERE f.conrelid = c.oid AND f.contype = 'f' AND f.conkey = ARRAY[a.attnum] LIMIT 1),
              'default', CASE WHEN a.attidentity <> '' THEN 'the next number' ELSE pg_get_expr(d.adbin, d.adrelid) END,
              'description', col_description(c.oid, a.attnum)
            ) ORDER BY a.attnum), '[]')
            FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
            WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped)
        ) ORDER BY c.relname), '[]')
        FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')),
      'functions', (
        SELECT coalesce(json_agg(json_build_object('name', p.proname, 'returnsSet', p.proretset) ORDER BY p.proname), '[]')
        FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND p.prokind = 'f')
    )::text`,
}

export const EmbeddedCatalogue = z.object({
  tables: z.array(
    z.object({ name: z.string(), description: z.string().nullable(), columns: z.array(Column) }),
  ),
  functions: z.array(z.object({ name: z.string(), returnsSet: z.boolean() })),
})
export type EmbeddedCatalogue = z.infer<typeof EmbeddedCatalogue>
