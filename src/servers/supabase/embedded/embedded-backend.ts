import { z } from 'zod'
import type { Backend, InsertOrder, NewColumn, Row, SchemaEditor, SelectQuery } from '../backend'
import { Values, type Filter } from '../query'
import type { Catalogue, Table } from '../table'
import { catalogueSql, EmbeddedCatalogue } from './catalogue-sql'
import type { DatabaseProcess } from './database-process'
import type { Statements } from './messages'
import { callSql, createTableSql, deleteSql, insertSql, selectSql, updateSql } from './sql'

const Page = z.object({ rows: z.array(Values), found: z.number().int() })

/** A PostgreSQL database in the service's own folder: the person's scratch database, there from the first call on. */
export class EmbeddedBackend implements Backend {
  readonly title = 'the embedded database'
  readonly files = null
  readonly schema: SchemaEditor
  readonly #database: Pick<DatabaseProcess, 'run' | 'close'>

  constructor(database: Pick<DatabaseProcess, 'run' | 'close'>) {
    this.#database = database
    this.schema = { createTable: (name, columns, signal) => this.#createTable(name, columns, signal) }
  }

  async catalogue(signal: AbortSignal): Promise<Catalogue> {
    const { tables, functions } = await this.#catalogue(signal)
    return { tables, functions: functions.map(({ name }) => name) }
  }

  async select(query: SelectQuery, signal: AbortSignal) {
    const [page, total] = await this.#run(selectSql(query), true, signal)
    const { rows, found } = Page.parse(JSON.parse(page ?? 'null'))
    return { rows, total: query.count ? Number(total) : null, isCut: rows.length < found }
  }

  async insert(order: InsertOrder, signal: AbortSignal): Promise<Row[]> {
    const [rows] = await this.#run([insertSql(order)], false, signal)
    return z.array(Values).parse(JSON.parse(rows ?? '[]'))
  }

  async update(table: Table, values: Row, filters: readonly Filter[], signal: AbortSignal): Promise<number> {
    const [count] = await this.#run([updateSql(table, values, filters)], false, signal)
    return Number(count)
  }

  async remove(table: Table, filters: readonly Filter[], signal: AbortSignal): Promise<number> {
    const [count] = await this.#run([deleteSql(table, filters)], false, signal)
    return Number(count)
  }

  async callFunction(name: string, args: Row, readOnly: boolean, signal: AbortSignal): Promise<unknown> {
    const { functions } = await this.#catalogue(signal)
    const returnsSet = functions.some((one) => one.name === name && one.returnsSet)
    const [text] = await this.#run([callSql(name, args, returnsSet)], readOnly, signal)
    return text === null || text === undefined ? null : (JSON.parse(text) as unknown)
  }

  close(): void {
    this.#database.close()
  }

  async #createTable(name: string, columns: readonly NewColumn[], signal: AbortSignal): Promise<void> {
    await this.#run([createTableSql(name, columns)], false, signal)
  }

  async #catalogue(signal: AbortSignal): Promise<EmbeddedCatalogue> {
    const [text] = await this.#run([catalogueSql], true, signal)
    return EmbeddedCatalogue.parse(JSON.parse(text ?? 'null'))
  }

  #run(statements: Statements, readOnly: boolean, signal: AbortSignal): Promise<(string | null)[]> {
    return this.#database.run(statements, { readOnly, signal })
  }
}
