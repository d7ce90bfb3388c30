import { beforeEach, describe, expect, test } from 'vitest'
import type { Answer } from './served-supabase'

type Call = (name: string, args?: Record<string, unknown>) => Promise<Answer>
/** Arguments of the function `told`, which answers them: of every kind that is easily written wrong. */
export const toldArguments = {
  filter: { a: [1, { b: null }], "it's": '"' },
  tags: ['a,b', 'c"d\\', null, 'null', ' {} ', ''],
  grid: [
    [1, 2],
    [3, 4],
  ],
  flag: true,
}

const oddTable = 'odd "table"; --'

/** What every database must answer alike, through the tools. The tables of `postgrest/schema.ts` are there. */
export function tableSuite(title: string, world: () => { call: Call }): void {
  describe(title, () => {
    const call: Call = (name, args) => world().call(name, args)
    const done = async (name: string, args?: Record<string, unknown>): Promise<unknown> => {
      const answer = await call(name, args)
      if (answer.isError) throw new Error(answer.text)
      return answer.structured
    }
    const names = async (filter: object, more: object = {}): Promise<string[]> => {
      const filters = [filter]
      const order = [{ column: 'name' }]
      const found = await done('select_rows', {
        table: 'authors',
        columns: ['name'],
        filters,
        order,
        ...more,
      })
      return (found as { rows: { name: string }[] }).rows.map(({ name }) => name)
    }
    const everybody = { column: 'id', op: 'is', value: null, not: true }

    beforeEach(async () => {
      for (const [table, column] of [
        ['books', 'id'],
        ['authors', 'id'],
        [oddTable, 'a b'],
      ] as const)
        await done('delete_rows', { table, filters: [{ ...everybody, column }] })
      const rows = [
        {
          name: 'Ada',
          born: '1815-12-10',
          tags: ['math', 'a,"b"'],
          profile: { lang: 'en', n: 1 },
          active: true,
        },
        { name: 'Émile', born: '1902-04-02', tags: [], profile: { lang: 'fr' }, active: false },
        { name: 'Zoë 100%', born: null, tags: null, profile: null, active: null },
      ]
      await done('insert_rows', { table: 'authors', rows })
    })

    test('tells tables, columns, keys, comments and functions', async () => {
      const { tables, functions } = (await done('list_tables')) as {
        tables: { name: string }[]
        functions: string[]
      }
      expect(tables.map(({ name }) => name).toSorted()).toEqual([
        'Pointers',
        'authors',
        'books',
        oddTable,
        'young',
      ])
      expect(tables.find(({ name }) => name === 'authors')).toMatchObject({
        columns: 6,
        description: 'Who wrote',
      })
      expect(functions).toEqual(expect.arrayContaining(['add', 'add_author', 'authors_named']))
      const { columns } = (await done('describe_table', { table: 'authors' })) as {
        columns: { name: string }[]
      }
      expect(columns.slice(0, 5)).toMatchObject([
        { name: 'id', type: 'bigint', nullable: false, isPrimaryKey: true },
        { name: 'name', type: 'text', nullable: false, isPrimaryKey: false, description: 'Full name' },
        { name: 'born', type: 'date', nullable: true, description: null },
        { name: 'tags', type: 'text[]' },
        { name: 'profile', type: 'jsonb' },
      ])
      const books = (await done('describe_table', { table: 'books' })) as { columns: object[] }
      const pointers = (await done('describe_table', { table: 'Pointers' })) as { columns: object[] }
      expect(pointers.columns).toMatchObject([{ references: { table: oddTable, column: 'a b' } }])
      expect(books.columns[2]).toMatchObject({
        name: 'author',
        references: { table: 'authors', column: 'id' },
      })
    })

    test.each([
      ['eq', { column: 'name', op: 'eq', value: 'Ada' }, ['Ada']],
      ['neq', { column: 'name', op: 'neq', value: 'Ada' }, ['Zoë 100%', 'Émile']],
      ['gt', { column: 'born', op: 'gt', value: '1850-01-01' }, ['Émile']],
      ['lte', { column: 'born', op: 'lte', value: '1850-01-01' }, ['Ada']],
      ['like', { column: 'name', op: 'like', value: 'A%' }, ['Ada']],
      ['ilike', { column: 'name', op: 'ilike', value: '%é%' }, ['Émile']],
      ['in', { column: 'name', op: 'in', value: ['Ada', 'Émile', 'a,"b\\'] }, ['Ada', 'Émile']],
      ['not in', { column: 'name', op: 'in', value: ['Ada'], not: true }, ['Zoë 100%', 'Émile']],
      ['is null', { column: 'born', op: 'is', value: null }, ['Zoë 100%']],
      ['is true', { column: 'active', op: 'is', value: true }, ['Ada']],
      ['is not null', { column: 'active', op: 'is', value: null, not: true }, ['Ada', 'Émile']],
      ['eq of a boolean', { column: 'active', op: 'eq', value: false }, ['Émile']],
      ['contains in an array', { column: 'tags', op: 'contains', value: ['a,"b"'] }, ['Ada']],
      [
        'contained in an array',
        { column: 'tags', op: 'contained_by', value: ['math', 'a,"b"', 'x'] },
        ['Ada', 'Émile'],
      ],
      ['overlaps', { column: 'tags', op: 'overlaps', value: ['math', 'nothing'] }, ['Ada']],
      ['contains in JSON', { column: 'profile', op: 'contains', value: { lang: 'fr' } }, ['Émile']],
      ['syntax as a value', { column: 'name', op: 'eq', value: `Ada' OR true; --` }, []],
      [
        'syntax of the query string as a value',
        { column: 'name', op: 'eq', value: 'Ada&active=is.true' },
        [],
      ],
    ])('filters: %s', async (_, filter, expected) => {
      expect((await names(filter)).toSorted()).toEqual(expected.toSorted())
    })

    test('several filters, order with nulls, pages and counts', async () => {
      const page = {
        table: 'authors',
        columns: ['name'],
        order: [{ column: 'born', descending: true, nulls: 'last' }],
      }
      expect(await done('select_rows', { ...page, limit: 2, count: true })).toEqual({
        rows: [{ name: 'Émile' }, { name: 'Ada' }],
        nextOffset: 2,
        total: 3,
      })
      expect(await done('select_rows', { ...page, limit: 2, offset: 2 })).toEqual({
        rows: [{ name: 'Zoë 100%' }],
        nextOffset: null,
        total: null,
      })
      const filters = [
        { column: 'active', op: 'is', value: null, not: true },
        { column: 'name', op: 'gt', value: 'B' },
      ]
      expect(await done('select_rows', { ...page, filters })).toMatchObject({ rows: [{ name: 'Émile' }] })
      const nulls = [{ column: 'born', nulls: 'first' }]
      expect(await done('select_rows', { ...page, order: nulls, limit: 1 })).toMatchObject({
        rows: [{ name: 'Zoë 100%' }],
      })
    })

    test('types survive: dates, arrays, JSON, numbers, null; a view reads like a table', async () => {
      const filters = [{ column: 'name', op: 'eq', value: 'Ada' }]
      const { rows } = (await done('select_rows', { table: 'authors', filters })) as { rows: object[] }
      expect(rows).toEqual([
        {
          id: expect.any(Number),
          name: 'Ada',
          born: '1815-12-10',
          tags: ['math', 'a,"b"'],
          profile: { lang: 'en', n: 1 },
          active: true,
        },
      ])
      expect(await done('select_rows', { table: 'young' })).toMatchObject({ rows: [] })
    })

    test('insert answers the rows with their defaults, and is all or nothing', async () => {
      const inserted = await done('insert_rows', { table: 'authors', rows: [{ name: 'New' }] })
      expect(inserted).toMatchObject({
        inserted: 1,
        rows: [{ id: expect.any(Number), name: 'New', active: true }],
      })
      const twice = await call('insert_rows', {
        table: 'authors',
        rows: [{ name: 'Other' }, { name: 'Ada' }],
      })
      expect(twice).toMatchObject({
        isError: true,
        text: expect.stringMatching(/duplicate key.*\(23505\).*upsert_rows/),
      })
      expect(await names({ column: 'name', op: 'eq', value: 'Other' })).toEqual([])
    })

    test('upsert changes what is there, adds what is not, or leaves it', async () => {
      const onConflict = ['name']
      const rows = [
        { name: 'Ada', born: '1900-01-01' },
        { name: 'Eve', born: '1901-01-01' },
      ]
      expect(await done('upsert_rows', { table: 'authors', rows, onConflict })).toMatchObject({ written: 2 })
      expect(await names({ column: 'born', op: 'gte', value: '1900-01-01' })).toEqual(['Ada', 'Eve', 'Émile'])
      const again = [{ name: 'Ada', born: '2000-01-01' }]
      await done('upsert_rows', { table: 'authors', rows: again, onConflict, ignoreExisting: true })
      expect(await names({ column: 'born', op: 'gte', value: '2000-01-01' })).toEqual([])
      const {
        rows: [ada],
      } = (await done('select_rows', {
        table: 'authors',
        filters: [{ column: 'name', op: 'eq', value: 'Ada' }],
      })) as { rows: { id: number; tags: string[] }[] }
      expect(ada?.tags).toEqual(['math', 'a,"b"'])
      await done('upsert_rows', { table: 'authors', rows: [{ id: ada?.id, name: 'Ada L.' }] })
      expect(await names({ column: 'id', op: 'eq', value: ada?.id })).toEqual(['Ada L.'])
    })

    test('update and delete touch what passes, say how many, and need a filter', async () => {
      const filters = [{ column: 'born', op: 'is', value: null, not: true }]
      expect(
        await done('update_rows', {
          table: 'authors',
          values: { active: null, profile: { a: [1] } },
          filters,
        }),
      ).toEqual({ updated: 2 })
      expect(await names({ column: 'profile', op: 'contains', value: { a: [1] } })).toEqual(['Ada', 'Émile'])
      expect(await done('delete_rows', { table: 'authors', filters })).toEqual({ deleted: 2 })
      expect(await done('delete_rows', { table: 'authors', filters })).toEqual({ deleted: 0 })
      expect(await names(everybody)).toEqual(['Zoë 100%'])
      for (const tool of ['update_rows', 'delete_rows'])
        expect(await call(tool, { table: 'authors', values: { active: true }, filters: [] })).toMatchObject({
          isError: true,
          text: expect.stringContaining('at least one filter'),
        })
    })

    test('names with every sign are names, not syntax', async () => {
      const row = { 'a b': 1, 'quo"te': 'x', Groß: 'y' }
      expect(await done('insert_rows', { table: oddTable, rows: [row] })).toEqual({
        inserted: 1,
        rows: [row],
      })
      const query = {
        table: oddTable,
        columns: ['Groß', 'quo"te'],
        filters: [
          { column: 'quo"te', op: 'eq', value: 'x' },
          { column: 'a b', op: 'in', value: [1, 2] },
        ],
        order: [{ column: 'a b', descending: true }],
      }
      expect(await done('select_rows', query)).toMatchObject({ rows: [{ Groß: 'y', 'quo"te': 'x' }] })
      expect(
        await done('update_rows', { table: oddTable, values: { Groß: 'z' }, filters: query.filters }),
      ).toEqual({ updated: 1 })
    })

    test('functions take arguments by name and answer values and rows', async () => {
      expect(await done('call_function', { name: 'add', arguments: { a: 2, b: 40 } })).toEqual({ result: 42 })
      const { result } = (await done('call_function', {
        name: 'authors_named',
        arguments: { part: 'a' },
      })) as { result: object[] }
      expect(result).toMatchObject([{ name: 'Ada', tags: ['math', 'a,"b"'] }])
      await done('call_function', { name: 'add_author', arguments: { given: 'By function' } })
      expect(await names({ column: 'name', op: 'like', value: 'By%' })).toEqual(['By function'])
    })

    test.each([
      [
        'an unknown table',
        'select_rows',
        { table: 'autors' },
        /no table "autors"\. Tables: (Pointers, )?authors, books/,
      ],
      ['a table elsewhere', 'select_rows', { table: '../auth/v1/users' }, /There is no table/],
      [
        'an unknown column',
        'select_rows',
        { table: 'authors', columns: ['nam'] },
        /no column "nam"\. Columns: id, name/,
      ],
      [
        'an unknown column to filter',
        'delete_rows',
        { table: 'authors', filters: [{ column: 'x', op: 'eq', value: 1 }] },
        /no column "x"/,
      ],
      [
        'an unknown column to order',
        'select_rows',
        { table: 'authors', order: [{ column: 'x' }] },
        /no column "x"/,
      ],
      ['an unknown column to write', 'insert_rows', { table: 'authors', rows: [{ x: 1 }] }, /no column "x"/],
      [
        'an unknown function',
        'call_function',
        { name: 'pg_sleep' },
        /no function "pg_sleep"\. Functions: add/,
      ],
      [
        'rows of different columns',
        'insert_rows',
        { table: 'authors', rows: [{ name: 'a' }, { born: null }] },
        /same columns/,
      ],
      [
        'a value of a wrong type',
        'insert_rows',
        { table: 'authors', rows: [{ name: 'a', born: 'x' }] },
        /\(22007\).*A time must/,
      ],
      [
        'a filter of a wrong type',
        'select_rows',
        { table: 'authors', filters: [{ column: 'id', op: 'eq', value: 'x' }] },
        /\(22P02\).*describe_table/,
      ],
      ['a missing value', 'insert_rows', { table: 'authors', rows: [{ active: true }] }, /\(23502\)/],
      ['a broken check', 'insert_rows', { table: 'books', rows: [{ title: 'a', price: -1 }] }, /\(23514\)/],
      ['a foreign key', 'insert_rows', { table: 'books', rows: [{ title: 'a', author: -1 }] }, /\(23503\)/],
      [
        'null in eq',
        'select_rows',
        { table: 'authors', filters: [{ column: 'id', op: 'eq', value: null }] },
        /use "is"/,
      ],
      [
        'a pattern of thousands of wildcards',
        'select_rows',
        { table: 'authors', filters: [{ column: 'name', op: 'ilike', value: '*a'.repeat(101) }] },
        /takes at most 100 of % and _/,
      ],
      [
        'no list for in',
        'select_rows',
        { table: 'authors', filters: [{ column: 'id', op: 'in', value: 1 }] },
        /takes a list/,
      ],
      ['no key to upsert by', 'upsert_rows', { table: oddTable, rows: [{ 'a b': 1 }] }, /No primary key/],
    ])('says what is wrong: %s', async (_, tool, args, expected) => {
      expect(await call(tool, args)).toMatchObject({ isError: true, text: expect.stringMatching(expected) })
    })

    test('rows too long to be shown were written all the same, and that is what is said', async () => {
      const long = (name: string) => ({ name, profile: { text: 'x'.repeat(250_000) } })
      const inserted = await done('insert_rows', { table: 'authors', rows: [long('L1')] })
      const note = expect.stringMatching(/^All 1 rows were written; 1 of them/)
      expect(inserted).toEqual({ inserted: 1, rows: [], note })
      const rows = [{ name: 'short', profile: null }, long('L1')]
      const written = await done('upsert_rows', { table: 'authors', rows, onConflict: ['name'] })
      expect(written).toMatchObject({ written: 2, rows: [{ name: 'short' }], note: expect.any(String) })
      const filters = [{ column: 'name', op: 'eq', value: 'L1' }]
      expect((await call('select_rows', { table: 'authors', filters })).text).toContain(
        'Select fewer columns',
      )
    })

    test('a long answer ends early and names the next page', async () => {
      const rows = Array.from({ length: 60 }, (_, n) => ({
        name: `long ${n}`,
        profile: { text: 'x'.repeat(8_000) },
      }))
      await done('insert_rows', { table: 'authors', rows })
      const query = {
        table: 'authors',
        filters: [{ column: 'name', op: 'like', value: 'long%' }],
        order: [{ column: 'id' }],
      }
      const first = (await done('select_rows', { ...query, limit: 60 })) as {
        rows: object[]
        nextOffset: number
      }
      expect(first.rows.length).toBeLessThan(30)
      expect(first.nextOffset).toBe(first.rows.length)
      const next = (await done('select_rows', { ...query, offset: first.nextOffset, limit: 5 })) as {
        rows: { name: string }[]
      }
      expect(next.rows[0]?.name).toBe(`long ${first.nextOffset}`)
    })
  })
}
