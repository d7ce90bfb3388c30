import { PGlite } from '@electric-sql/pglite'
import { z } from 'zod'
import { SqlError, type SqlEngine } from './engine'

const Thrown = z.object({ code: z.string(), message: z.string() })

/** PostgreSQL in this process. @param dataDir absent: in memory */
export async function pgliteEngine(dataDir?: string): Promise<SqlEngine> {
  const db = await PGlite.create(dataDir === undefined ? {} : { dataDir })
  return {
    name: 'PGlite',
    async run(sql, { readOnly = false } = {}) {
      try {
        return await db.transaction(async (transaction) => {
          if (readOnly) await transaction.query('SET TRANSACTION READ ONLY')
          const { rows } = await transaction.query<(string | null)[]>(sql, [], { rowMode: 'array' })
          return rows[0]?.[0] ?? null
        })
      } catch (error) {
        const { code, message } = Thrown.parse(error)
        throw new SqlError(code, message)
      }
    },
    script: async (sql) => void (await db.exec(sql)),
    close: () => db.close(),
  }
}
