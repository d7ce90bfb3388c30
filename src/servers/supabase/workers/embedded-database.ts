import { renameSync, rmSync } from 'node:fs'
import type { PGlite, Transaction } from '@electric-sql/pglite'
import { errorText } from '@shared/errors'
import { z } from 'zod'
import { defineWorker, type WorkerHandler } from '../../kit/worker/define-worker'
import { DatabaseRequest, type DatabaseAnswer, type Statements } from '../embedded/messages'

/** PostgreSQL's own default of 128 MB would be kept for good; measured in bench/supabase. */
const SHARED_BUFFERS = 'shared_buffers = 8MB'
/** Types whose text form PGlite would refuse to bind: PostgreSQL itself says what is wrong with a value. */
const BOOL = 16
const BYTEA = 17
const asText = (value: unknown): string => String(value)

/** PostgreSQL in WebAssembly: some 130 MB, and it computes without ever letting go of its process. */
export const worker = defineWorker({
  build(): WorkerHandler {
    // What it writes is the person's own.
    process.umask(0o077)
    let opened: PGlite | null = null
    const answer = async (request: DatabaseRequest): Promise<DatabaseAnswer> => {
      if (request.kind === 'create') await create(request.dir)
      else if (request.kind === 'close') await opened?.close()
      else return await run((opened ??= await open(request.dir)), request.statements, request.readOnly)
      return { kind: 'done', texts: [] }
    }
    return { handle: async (message) => await answer(DatabaseRequest.parse(message)) }
  },
})

async function open(dataDir: string): Promise<PGlite> {
  const { PGlite } = await import('@electric-sql/pglite')
  return await PGlite.create({
    dataDir,
    postgresqlconf: [SHARED_BUFFERS],
    serializers: { [BOOL]: asText, [BYTEA]: asText },
  })
}

/** Under another name first: a process that is killed meanwhile must not leave half a database. */
async function create(dir: string): Promise<void> {
  const unfinished = `${dir}.new`
  rmSync(unfinished, { recursive: true, force: true })
  const made = await open(unfinished)
  await made.close()
  renameSync(unfinished, dir)
}

/** Once it is broken, not even its transaction is ended: that might hang the process before it can say so. */
async function run(db: PGlite, statements: Statements, readOnly: boolean): Promise<DatabaseAnswer> {
  const { promise: broken, resolve } = Promise.withResolvers<DatabaseAnswer>()
  const giveUp = (message: string): Promise<never> => {
    resolve({ kind: 'broken', message })
    return new Promise(() => {})
  }
  const done = db.transaction(async (transaction) => {
    if (readOnly) await transaction.query('SET TRANSACTION READ ONLY')
    return await runAll(transaction, statements, giveUp)
  })
  return await Promise.race([broken, done.then((texts) => ({ kind: 'done' as const, texts }), failure)])
}

async function runAll(
  transaction: Transaction,
  statements: Statements,
  giveUp: (message: string) => Promise<never>,
): Promise<(string | null)[]> {
  const texts: (string | null)[] = []
  for (const { sql, params, isSilent } of statements) {
    const asked = transaction.query<(string | null)[]>(sql, params, { rowMode: 'array' })
    const { rows } = await asked.catch((error: unknown) =>
      // What is no error of PostgreSQL's comes from its WebAssembly: a trap, or the stack's end.
      DatabaseError.safeParse(error).success ? Promise.reject(error) : giveUp(errorText(error)),
    )
    if (rows.length === 0 && !isSilent) await giveUp('PostgreSQL answered nothing.')
    texts.push(rows[0]?.[0] ?? null)
  }
  return texts
}

function failure(error: unknown): DatabaseAnswer {
  const told = DatabaseError.safeParse(error)
  if (!told.success) return { kind: 'broken', message: errorText(error) }
  const { code, message, detail, hint } = told.data
  return { kind: 'failed', code, message, details: detail ?? null, hint: hint ?? null }
}

/** As PGlite throws what PostgreSQL refuses. */
const DatabaseError = z.object({
  code: z.string(),
  message: z.string(),
  detail: z.string().optional(),
  hint: z.string().optional(),
})
