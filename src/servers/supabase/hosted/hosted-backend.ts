import { SECOND, type Clock } from '@shared/lib/clock'
import { z } from 'zod'
import { ToolError } from '../../kit/define-tool'
import type { Backend, InsertOrder, Row, SelectQuery } from '../backend'
import { Values, type Filter } from '../query'
import type { HostedSettings } from '../settings'
import type { Catalogue, Table } from '../table'
import { outcomeNotKnown, type ShownBy } from '../unknown-outcome'
import { guardedFetch } from './guarded-fetch'
import { HostedFiles } from './hosted-files'
import { hostedToolError } from './hosted-error'
import { catalogueOf, OpenApi } from './openapi'
import { postgrestFilter, postgrestName } from './postgrest-filter'
import { queryArguments } from './query-arguments'
import { MAX_RESPONSE_BYTES, projectClient } from './supabase-client'
import { withoutKey } from './without-key'

const CATALOGUE_MS = 60 * SECOND
const Rows = z.array(Values)

/** A Supabase project over its public interface: PostgREST for tables and functions, the storage for files. */
export class HostedBackend implements Backend {
  readonly title = 'the Supabase project'
  readonly schema = null
  readonly files: HostedFiles
  readonly #settings: HostedSettings
  readonly #clock: Clock
  #known: { catalogue: Catalogue | null; until: number } | null = null

  constructor(settings: HostedSettings, clock: Clock) {
    this.#settings = settings
    this.#clock = clock
    this.files = new HostedFiles(settings)
  }

  /** Kept for a minute. Null when the project hides it (its OpenAPI mode) or this key may not see it. */
  async catalogue(signal: AbortSignal): Promise<Catalogue | null> {
    const now = this.#clock.monotonicMs()
    if (this.#known && this.#known.until > now) return this.#known.catalogue
    const catalogue = await this.#guarded(() => this.#fetchCatalogue(signal))
    this.#known = { catalogue, until: now + CATALOGUE_MS }
    return catalogue
  }

  select(query: SelectQuery, signal: AbortSignal) {
    return this.#guarded(async () => {
      const client = await projectClient(this.#settings, signal)
      const columns = query.columns.length === 0 ? '*' : query.columns.map(postgrestName).join(',')
      const options = query.count ? { count: 'exact' as const } : {}
      let request = client.from(encodeURIComponent(query.table.name)).select(columns, options)
      request = filtered(request, query.table, query.filters)
      for (const { column, descending, nulls } of query.order) {
        const nullsFirst = nulls === undefined ? {} : { nullsFirst: nulls === 'first' }
        request = request.order(postgrestName(column), { ascending: !descending, ...nullsFirst })
      }
      const range = request.range(query.offset, query.offset + query.limit - 1)
      const { data, count } = await range.retry(false).throwOnError()
      return { rows: Rows.parse(data), total: query.count ? (count ?? null) : null, isCut: false }
    })
  }

  insert({ table, rows, onConflict }: InsertOrder, signal: AbortSignal): Promise<Row[]> {
    return this.#changing(async () => {
      const from = (await projectClient(this.#settings, signal)).from(encodeURIComponent(table.name))
      const conflict = onConflict && {
        onConflict: onConflict.columns.map(postgrestName).join(','),
        ignoreDuplicates: onConflict.ignore,
      }
      const request = conflict ? from.upsert(rows as never, conflict) : from.insert(rows as never)
      const { data } = await request.select().retry(false).throwOnError()
      return Rows.parse(data)
    })
  }

  update(table: Table, values: Row, filters: readonly Filter[], signal: AbortSignal): Promise<number> {
    return this.#changing(async () => {
      const from = (await projectClient(this.#settings, signal)).from(encodeURIComponent(table.name))
      const request = filtered(from.update(values as never, { count: 'exact' }), table, filters)
      return countOf((await request.retry(false).throwOnError()).count)
    })
  }

  remove(table: Table, filters: readonly Filter[], signal: AbortSignal): Promise<number> {
    return this.#changing(async () => {
      const from = (await projectClient(this.#settings, signal)).from(encodeURIComponent(table.name))
      const request = filtered(from.delete({ count: 'exact' }), table, filters)
      return countOf((await request.retry(false).throwOnError()).count)
    })
  }

  /** Read only: by GET, which PostgREST runs in a transaction that may change nothing. */
  callFunction(name: string, args: Row, readOnly: boolean, signal: AbortSignal): Promise<unknown> {
    const call = async (): Promise<unknown> => {
      const client = await projectClient(this.#settings, signal)
      const given = readOnly ? queryArguments(args) : args
      const request = client.rpc(encodeURIComponent(name), given as never, { get: readOnly })
      const { data } = await request.retry(false).throwOnError()
      return data ?? null
    }
    return readOnly ? this.#guarded(call) : this.#changing(call)
  }

  close(): void {}

  async #fetchCatalogue(signal: AbortSignal): Promise<Catalogue | null> {
    const { url, key, schema } = this.#settings
    const get = guardedFetch({ key, maxBytes: MAX_RESPONSE_BYTES, signal })
    const response = await get(`${url}/rest/v1/`, {
      headers: {
        apikey: key,
        authorization: `Bearer ${key}`,
        accept: 'application/openapi+json',
        'accept-profile': schema,
      },
    })
    if (response.status >= 500)
      throw new ToolError(`${new URL(url).host} answers ${response.status}. Try again later.`)
    if (!response.ok) return null
    const described = OpenApi.safeParse(await response.json().catch(() => null))
    return described.success ? catalogueOf(described.data) : null
  }

  #changing<T>(run: () => Promise<T>): Promise<T> {
    return this.#guarded(run, 'select_rows')
  }

  /** @param changeShownBy of what changes something; null for what only reads */
  async #guarded<T>(run: () => Promise<T>, changeShownBy: ShownBy | null = null): Promise<T> {
    try {
      return withoutKey(await run(), this.#settings.key)
    } catch (error) {
      throw hostedToolError(error, this.#settings, changeShownBy)
    }
  }
}

/** Every filter of a query, joined by "and". */
function filtered<T extends { filter(column: string, operator: string, value: unknown): T }>(
  request: T,
  table: Table,
  filters: readonly Filter[],
): T {
  return filters.reduce((all, filter) => {
    const { column, operator, value } = postgrestFilter(table, filter)
    return all.filter(column, operator, value)
  }, request)
}

function countOf(count: number | null): number {
  // Where the header with the count is odd, supabase-js makes NaN of it.
  if (count === null || Number.isNaN(count))
    throw new ToolError(`The project did not say how many rows it changed. ${outcomeNotKnown('select_rows')}`)
  return count
}
