import { columnsOf, orderOf, whereOf } from './parse-query'
import { identifier, literal, type SqlEngine } from './engine'

export interface RestRequest {
  method: string
  /** After `/rest/v1/`, decoded. */
  name: string
  params: URLSearchParams
  /** Values of the header `Prefer`. */
  prefer: readonly string[]
  body: unknown
}

export interface RestResponse {
  status: number
  headers?: Record<string, string>
  /** JSON text; absent: no body. */
  body?: string
}

type Rows = Record<string, unknown>[]

/** A request about a table's rows. */
export async function answerTable(engine: SqlEngine, request: RestRequest): Promise<RestResponse> {
  if (request.method === 'GET') return await select(engine, request)
  if (request.method === 'POST') return await insert(engine, request)
  return await change(engine, request)
}

/** A call of a function: by GET it may change nothing. */
export async function answerFunction(
  engine: SqlEngine,
  { method, name, params, body }: RestRequest,
): Promise<RestResponse> {
  const args = method === 'GET' ? Object.fromEntries(params) : ((body ?? {}) as Record<string, unknown>)
  const given = Object.entries(args).map(([key, value]) => `${identifier(key)} => ${literal(textOf(value))}`)
  const call = `public.${identifier(name)}(${given.join(', ')})`
  const isSet = await engine.run(
    `SELECT bool_or(proretset)::text FROM pg_proc WHERE proname = ${literal(name)}`,
  )
  if (isSet === null)
    return failure(404, 'PGRST202', `Could not find the function public.${name} in the schema cache`)
  const sql =
    isSet === 'true'
      ? `SELECT coalesce(json_agg(r), '[]')::text FROM ${call} r`
      : `SELECT to_json(${call})::text`
  return { status: 200, body: (await engine.run(sql, { readOnly: method === 'GET' })) ?? 'null' }
}

export function failure(status: number, code: string | null, message: string): RestResponse {
  return { status, body: JSON.stringify({ code, message, details: null, hint: null }) }
}

async function select(engine: SqlEngine, { name, params, prefer }: RestRequest): Promise<RestResponse> {
  const from = `FROM public.${identifier(name)}${whereOf(params)}`
  const [limit, offset] = [params.get('limit') ?? 'ALL', Number(params.get('offset') ?? 0)]
  const page = `SELECT ${columnsOf(params.get('select'))} ${from}${orderOf(params)} LIMIT ${limit} OFFSET ${offset}`
  const body = (await engine.run(`SELECT coalesce(json_agg(t), '[]')::text FROM (${page}) t`)) ?? '[]'
  const total = prefer.includes('count=exact') ? await engine.run(`SELECT count(*)::text ${from}`) : '*'
  return { status: 200, headers: rangeOf((JSON.parse(body) as Rows).length, total ?? '*', offset), body }
}

async function insert(engine: SqlEngine, { name, params, prefer, body }: RestRequest): Promise<RestResponse> {
  const rows = (Array.isArray(body) ? body : [body]) as Rows
  const keys = Object.keys(rows[0] ?? {}).map(identifier)
  const table = `public.${identifier(name)}`
  const source = `SELECT ${keys.join(', ')} FROM json_populate_recordset(null::${table}, ${literal(JSON.stringify(rows))})`
  const set = keys.map((key) => `${key} = excluded.${key}`).join(', ')
  const target = `ON CONFLICT (${columnsOf(params.get('on_conflict'))})`
  const conflict = prefer.includes('resolution=merge-duplicates')
    ? ` ${target} DO UPDATE SET ${set}`
    : prefer.includes('resolution=ignore-duplicates')
      ? ` ${target} DO NOTHING`
      : ''
  const sql = `INSERT INTO ${table} (${keys.join(', ')}) ${source}${conflict} RETURNING *`
  const answer = await engine.run(
    `WITH changed AS (${sql}) SELECT coalesce(json_agg(changed), '[]')::text FROM changed`,
  )
  return prefer.includes('return=representation') ? { status: 201, body: answer ?? '[]' } : { status: 201 }
}

async function change(
  engine: SqlEngine,
  { method, name, params, prefer, body }: RestRequest,
): Promise<RestResponse> {
  const table = `public.${identifier(name)}`
  const keys = Object.keys(body ?? {})
    .map(identifier)
    .join(', ')
  const source = `(SELECT ${keys} FROM json_populate_record(null::${table}, ${literal(JSON.stringify(body))}))`
  const what = method === 'DELETE' ? `DELETE FROM ${table}` : `UPDATE ${table} SET (${keys}) = ${source}`
  const sql = `WITH changed AS (${what}${whereOf(params)} RETURNING 1) SELECT count(*)::text FROM changed`
  const count = (await engine.run(sql)) ?? '0'
  const total = prefer.includes('count=exact') ? count : '*'
  return { status: 204, headers: rangeOf(Number(count), total, 0) }
}

function rangeOf(rows: number, total: string, offset: number): Record<string, string> {
  return { 'content-range': `${rows === 0 ? '*' : `${offset}-${offset + rows - 1}`}/${total}` }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
