import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { SqlError, type SqlEngine } from './engine'
import { openApiOf } from './openapi'
import { TestStorage } from './storage'
import { answerFunction, answerTable, failure, type RestRequest, type RestResponse } from './tables'

export interface TestProject {
  url: string
  key: string
  storage: TestStorage
  /** Method and address of every request. */
  requests: string[]
  /** Answers in place of the project; null: the project itself. */
  answerInstead: ((request: IncomingMessage, response: ServerResponse) => void) | null
  close(): Promise<void>
}

const statuses: Record<string, number> = {
  '23505': 409,
  '23503': 409,
  '42501': 403,
  '25006': 405,
  '42P01': 404,
}

/** A Supabase project on this machine, as far as our tools can tell: see README.md beside this file. */
export async function startProject(engine: SqlEngine, key: string): Promise<TestProject> {
  const storage = new TestStorage(['docs', 'open'])
  const server = createServer((request, response) => {
    project.requests.push(`${request.method} ${request.url}`)
    if (project.answerInstead) return project.answerInstead(request, response)
    void answer(engine, storage, key, request, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const project: TestProject = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    key,
    storage,
    requests: [],
    answerInstead: null,
    async close() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
  return project
}

async function answer(
  engine: SqlEngine,
  storage: TestStorage,
  key: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://project')
  const path = decodeURIComponent(pathname)
  const body = await buffer(request)
  const send = ({ status, headers = {}, body: text }: RestResponse): void =>
    void response
      .writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers })
      .end(text)
  if (request.headers['apikey'] !== key) return send(failure(401, null, 'Invalid API key'))
  if (path.startsWith('/storage/v1/')) {
    const { file, ...rest } = storage.answer(request.method ?? '', path.slice(12), request.headers, body)
    if (file) return void response.writeHead(200, { 'content-type': file.type }).end(file.bytes)
    return send(rest)
  }
  const prefer = String(request.headers['prefer'] ?? '').split(/, ?/)
  const name = path.slice('/rest/v1/'.length)
  const parsed: unknown = body.length === 0 ? null : JSON.parse(body.toString())
  send(
    await answerRest(engine, {
      method: request.method ?? '',
      name,
      params: searchParams,
      prefer,
      body: parsed,
    }),
  )
}

async function answerRest(engine: SqlEngine, request: RestRequest): Promise<RestResponse> {
  try {
    if (request.name === '') return { status: 200, body: await openApiOf(engine) }
    if (request.name.startsWith('rpc/'))
      return await answerFunction(engine, { ...request, name: request.name.slice(4) })
    return await answerTable(engine, request)
  } catch (error) {
    if (!(error instanceof SqlError)) throw error
    return failure(statuses[error.code] ?? 400, error.code, error.message)
  }
}
