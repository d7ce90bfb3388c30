import { dirname, join } from 'node:path'
import type { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { server } from '@servers/sqlite/server'
import type { ServiceSettings } from '@shared/domain/manifest'
import { onTestFinished } from 'vitest'
import type { BuiltService } from './build-service'
import { serve } from './served'
import { TestCenter } from './test-center'

export interface Answer {
  structured: Record<string, unknown> | undefined
  text: string
  isError: boolean
}

/** The sqlite server on a socket, its statements in real worker processes; closed when the test ends. */
export interface ServedSqlite {
  client: Client
  dataDir: string
  center: TestCenter
  call: (name: string, args?: Record<string, unknown>, signal?: AbortSignal) => Promise<Answer>
  /** `read_query`: its rows. @throws when it is an error */
  rows: (query: string, params?: unknown) => Promise<unknown[][]>
  /** @throws when it is an error */
  write: (query: string, params?: unknown) => Promise<Answer>
}

export async function serveSqlite(
  built: BuiltService,
  settings: ServiceSettings = {},
): Promise<ServedSqlite> {
  const center = new TestCenter({ serviceId: 'sqlite', workerEntry: join(dirname(built.entry), 'worker.js') })
  const served = await serve(server, { settings, center })
  const { client } = await served.connect()
  onTestFinished(async () => {
    await client.close()
    await served.close()
    await center.close()
  })
  const call = async (name: string, args = {}, signal?: AbortSignal): Promise<Answer> => {
    const answer = await client.callTool({ name, arguments: args }, undefined, signal ? { signal } : {})
    return {
      structured: answer.structuredContent as Answer['structured'],
      text: (answer.content as { text: string }[])[0]?.text ?? '',
      isError: answer.isError === true,
    }
  }
  const succeed = async (name: string, query: string, params?: unknown): Promise<Answer> => {
    const answer = await call(name, { query, params })
    if (answer.isError) throw new Error(answer.text)
    return answer
  }
  return {
    client,
    dataDir: served.dataDir,
    center,
    call,
    rows: async (query, params) =>
      (await succeed('read_query', query, params)).structured?.['rows'] as unknown[][],
    write: async (query, params) => await succeed('write_query', query, params),
  }
}
