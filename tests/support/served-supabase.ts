import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { server } from '@servers/supabase/server'
import type { ServiceSettings } from '@shared/domain/manifest'
import { pgliteEngine } from './postgrest/pglite-engine'
import { schemaSql } from './postgrest/schema'
import { serve, type Served } from './served'
import { TestCenter } from './test-center'

export interface Answer {
  structured: unknown
  text: string
  isError: boolean | undefined
}

export interface ServedSupabase {
  served: Served
  center: TestCenter
  call: (name: string, args?: Record<string, unknown>) => Promise<Answer>
  close(): Promise<void>
}

export interface ServeSupabaseOptions {
  settings?: ServiceSettings
  /** The built `worker.js`. */
  workerEntry?: string
  /** Directory of a database to begin with; it is copied. */
  database?: string
}

/** The supabase server over its socket; its workers are real processes. */
export async function serveSupabase({
  settings = {},
  workerEntry,
  database,
}: ServeSupabaseOptions): Promise<ServedSupabase> {
  const center = new TestCenter({
    serviceId: 'supabase',
    ...(workerEntry === undefined ? {} : { workerEntry }),
  })
  const served = await serve(server, { settings, center })
  if (database !== undefined) cpSync(database, join(served.dataDir, 'embedded'), { recursive: true })
  const { client } = await served.connect()
  return {
    served,
    center,
    async call(name, args = {}) {
      const { structuredContent, content, isError } = await client.callTool({ name, arguments: args })
      const text = (content as { text: string }[])[0]?.text ?? ''
      return { structured: structuredContent, text, isError: isError as boolean | undefined }
    },
    async close() {
      await client.close()
      await center.close()
      await served.close()
    },
  }
}

/** A database with the tests' schema, made once: PostgreSQL takes seconds to make one. */
export async function databaseTemplate(): Promise<{ dir: string; remove(): void }> {
  const parent = mkdtempSync(join(tmpdir(), 'omni-template-'))
  const dir = join(parent, 'database')
  const engine = await pgliteEngine(dir)
  await engine.script(schemaSql)
  await engine.close()
  return { dir, remove: () => rmSync(parent, { recursive: true, force: true }) }
}
