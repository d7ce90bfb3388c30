import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { debianEngine, debianPostgres } from '../support/postgrest/debian-engine'
import type { SqlEngine } from '../support/postgrest/engine'
import { pgliteEngine } from '../support/postgrest/pglite-engine'
import { startProject, type TestProject } from '../support/postgrest/project'
import { schemaSql } from '../support/postgrest/schema'
import { serveSupabase, type ServedSupabase } from '../support/served-supabase'
import { tableSuite, toldArguments } from '../support/supabase-suite'

const KEY = 'sb_secret_canary-0123456789abcdef'
const debian = debianPostgres()
const engines: [name: string, start: () => Promise<SqlEngine>, isThere: boolean][] = [
  ['PGlite', () => pgliteEngine(), true],
  ['PostgreSQL of Debian', () => debianEngine(debian ?? ''), debian !== null],
]

describe.each(engines)('a project on %s', (name, start, isThere) => {
  describe.runIf(isThere)('through supabase-js', () => {
    let engine: SqlEngine
    let project: TestProject
    let open: ServedSupabase[] = []
    let shared: ServedSupabase

    const hosted = async (more: Record<string, string | number | boolean> = {}): Promise<ServedSupabase> => {
      const served = await serveSupabase({
        settings: { url: project.url, key: KEY, readOnly: false, ...more },
      })
      open.push(served)
      return served
    }
    beforeAll(async () => {
      engine = await start()
      await engine.script(schemaSql)
      project = await startProject(engine, KEY)
      shared = await hosted()
      open = []
    }, 60_000)
    afterEach(async () => {
      project.answerInstead = null
      await Promise.all(open.map((one) => one.close()))
      open = []
    })
    afterAll(async () => {
      await shared.close()
      await project.close()
      await engine.close()
    })

    tableSuite(`the tables, on ${name}`, () => shared)

    test('read only is the default: nothing can be changed, and the answer names the setting', async () => {
      const { call } = await hosted({ readOnly: true })
      const filters = [{ column: 'id', op: 'gt', value: 0 }]
      const writes: [string, object][] = [
        ['insert_rows', { table: 'authors', rows: [{ name: 'x' }] }],
        ['upsert_rows', { table: 'authors', rows: [{ id: 1, name: 'x' }] }],
        ['update_rows', { table: 'authors', values: { name: 'x' }, filters }],
        ['delete_rows', { table: 'authors', filters }],
        ['upload_file', { bucket: 'docs', path: 'x', base64: '' }],
        ['call_function', { name: 'add_author', arguments: { given: 'x' } }],
      ]
      const before = (await call('select_rows', { table: 'authors', order: [{ column: 'id' }] })).structured
      for (const [tool, args] of writes)
        expect(await call(tool, { ...args }), tool).toMatchObject({
          isError: true,
          text: expect.stringContaining('setting readOnly of this service is on'),
        })
      expect((await call('select_rows', { table: 'authors', order: [{ column: 'id' }] })).structured).toEqual(
        before,
      )
      const added = await call('call_function', { name: 'add', arguments: { a: 1, b: 2 } })
      expect(added.structured).toEqual({ result: 3 })
      expect((await call('connection_info')).structured).toMatchObject({
        database: 'supabase',
        readOnly: true,
      })
    })

    test('read only, a function gets lists and objects as they are; null, which has no form there, is refused', async () => {
      const { call } = await hosted({ readOnly: true })
      const told = await call('call_function', { name: 'told', arguments: toldArguments })
      expect(told.structured).toEqual({ result: toldArguments })
      const withNull = await call('call_function', {
        name: 'told',
        arguments: { ...toldArguments, flag: null },
      })
      expect(withNull).toMatchObject({
        isError: true,
        text: expect.stringContaining('"flag" cannot be null'),
      })
      const select = await call('call_function', { name: 'told', arguments: { select: 'a' } })
      expect(select.text).toContain('"select" cannot be given')
    })

    test('maxRows limits every page', async () => {
      const { call } = await hosted({ maxRows: 2 })
      const rows = [{ name: 'max 1' }, { name: 'max 2' }, { name: 'max 3' }]
      await call('insert_rows', { table: 'authors', rows })
      const page = await call('select_rows', { table: 'authors', limit: 100, order: [{ column: 'id' }] })
      expect(page.structured).toMatchObject({ nextOffset: 2, rows: [expect.anything(), expect.anything()] })
    })
  })
})

describe('a project, whatever database it has', () => {
  const noEngine: SqlEngine = {
    name: 'none',
    run: () =>
      Promise.resolve(
        '{"tables":[{"name":"t","description":null,"columns":[]}],"functions":[{"name":"f","returnsSet":false}]}',
      ),
    script: () => Promise.resolve(),
    close: () => Promise.resolve(),
  }
  let project: TestProject
  let served: ServedSupabase
  beforeAll(async () => void (project = await startProject(noEngine, KEY)))
  afterEach(async () => {
    project.answerInstead = null
    await served.close()
  })
  afterAll(() => project.close())
  const hosted = async (more: Record<string, string | number | boolean> = {}): Promise<ServedSupabase> =>
    (served = await serveSupabase({ settings: { url: project.url, key: KEY, readOnly: false, ...more } }))
  /** What a tool says when the project answers so. */
  const said = async (
    status: number,
    body: unknown,
    tool = 'select_rows',
    args: object = { table: 't' },
  ): Promise<string> => {
    project.answerInstead = (_, response) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    return (await served.call(tool, { ...args })).text
  }

  test('files: listed, put, got, replaced only when that is said', async () => {
    const { call } = await hosted()
    expect((await call('list_buckets')).structured).toEqual({
      buckets: [
        { name: 'docs', isPublic: false },
        { name: 'open', isPublic: true },
      ],
    })
    const content = Buffer.from('Grüße\n')
    const file = {
      bucket: 'docs',
      path: 'a b/grüße.txt',
      base64: content.toString('base64'),
      contentType: 'text/plain',
    }
    expect((await call('upload_file', file)).structured).toEqual({ path: file.path, bytes: content.length })
    expect((await call('upload_file', file)).text).toContain('already exists')
    expect((await call('upload_file', { ...file, overwrite: true })).isError).toBeUndefined()
    const { structured, text } = await call('download_file', { bucket: 'docs', path: file.path })
    expect(structured).toMatchObject({ base64: file.base64, bytes: content.length })
    expect(text).toContain('Grüße')
    expect((await call('list_files', { bucket: 'docs' })).structured).toMatchObject({
      files: [{ path: 'a b/', bytes: null }],
    })
    expect((await call('list_files', { bucket: 'docs', folder: 'a b' })).structured).toMatchObject({
      files: [{ path: file.path, bytes: content.length, contentType: 'text/plain' }],
    })
    const binary = Buffer.from([0, 255, 1])
    await call('upload_file', { bucket: 'docs', path: 'b.bin', base64: binary.toString('base64') })
    const got = await call('download_file', { bucket: 'docs', path: 'b.bin' })
    expect(got.structured).toMatchObject({ base64: binary.toString('base64') })
    project.storage.files.set('docs/big', {
      bytes: Buffer.alloc(4_000_000),
      type: 'application/octet-stream',
    })
    expect((await call('download_file', { bucket: 'docs', path: 'big' })).text).toContain(
      'longer than 3145728 bytes',
    )
    expect((await call('download_file', { bucket: 'docs', path: 'none' })).text).toContain('Object not found')
    expect((await call('upload_file', { ...file, base64: 'ü' })).text).toContain('base64')
  })

  test.each(['../secret', 'a/../../b', 'a//b', '/a', 'a?x=1', 'a#b', 'a\\b', 'a%2e%2e', 'a\0b', '..'])(
    'a path that would lead elsewhere is refused: %j',
    async (path) => {
      const { call } = await hosted()
      const before = project.requests.length
      for (const tool of ['download_file', 'upload_file'])
        expect((await call(tool, { bucket: 'docs', path, base64: '' })).isError).toBe(true)
      expect((await call('download_file', { bucket: `../${path}`, path: 'x' })).isError).toBe(true)
      expect(project.requests.length).toBe(before)
    },
  )

  test.each([
    [
      'a wrong key',
      401,
      { message: 'Invalid API key' },
      /refuses the key: Invalid API key\. Only the person/,
    ],
    [
      'row level security',
      403,
      { code: '42501', message: 'new row violates row-level security policy' },
      /\(42501\).*row level security or missing rights/,
    ],
    [
      'a slow statement',
      500,
      { code: '57014', message: 'canceling statement due to statement timeout' },
      /\(57014\) It took too long/,
    ],
    [
      'an unknown function',
      404,
      { code: 'PGRST202', message: 'Could not find it' },
      /\(PGRST202\) No function has this name/,
    ],
    ['a hidden schema', 406, { code: 'PGRST106', message: 'The schema must be one of' }, /setting schema/],
    ['something else', 418, { nothing: true }, /.+/],
  ])('says what to do about %s', async (_, status, body, expected) => {
    await hosted()
    await served.call('list_tables')
    expect(await said(status, body)).toMatch(expected)
  })

  test('a hidden catalogue leaves tables whose names are known, and only names that are names', async () => {
    const { call } = await hosted()
    project.answerInstead = (request, response) => {
      const isRoot = request.url === '/rest/v1/'
      response
        .writeHead(isRoot ? 404 : 200, { 'content-type': 'application/json' })
        .end(isRoot ? '{}' : '[{"a":1}]')
    }
    expect((await call('list_tables')).text).toContain('does not tell which tables')
    expect((await call('describe_table', { table: 'secret' })).text).toContain('select_rows with limit 1')
    expect((await call('select_rows', { table: 'known' })).structured).toMatchObject({ rows: [{ a: 1 }] })
    const before = project.requests.length
    for (const table of ['../../auth/v1/admin/users', 'a?select=x', 'a/b', 'a%2f..'])
      expect((await call('select_rows', { table })).text).toContain('cannot be the name of a table')
    expect((await call('call_function', { name: '../t' })).text).toContain('cannot be the name of a function')
    const filters = [{ column: 'or=(a', op: 'eq', value: 1 }]
    expect((await call('select_rows', { table: 'known', filters })).text).toContain(
      'cannot be the name of a column',
    )
    const reserved = [{ column: 'select', op: 'eq', value: 1 }]
    expect((await call('select_rows', { table: 'known', filters: reserved })).text).toContain(
      'cannot be filtered by',
    )
    expect(project.requests.length).toBe(before)
  })

  test('the key follows no redirect, and is in no answer and no log, whatever the project sends', async () => {
    const { call } = await hosted()
    const elsewhere: string[] = []
    const trap = await startProject(noEngine, KEY)
    trap.answerInstead = (request, response) => {
      elsewhere.push(JSON.stringify(request.headers))
      response.end('{}')
    }
    const answers: string[] = [(await call('list_tables')).text]
    project.answerInstead = (request, response) =>
      void response.writeHead(307, { location: `${trap.url}${request.url}` }).end()
    for (const [tool, args] of [
      ['select_rows', { table: 't' }],
      ['list_buckets', {}],
      ['download_file', { bucket: 'docs', path: 'x' }],
    ] as const)
      answers.push((await call(tool, { ...args })).text)
    expect(answers.slice(1).every((text) => text.includes('could not be reached'))).toBe(true)
    const echo = { code: KEY, message: `bad ${KEY}`, details: KEY, hint: KEY }
    for (const status of [200, 400, 401, 500]) {
      answers.push(await said(status, status === 200 ? [{ echo }] : echo))
      answers.push(await said(status, echo, 'list_buckets', {}))
      answers.push(await said(status, echo, 'call_function', { name: 'x' }))
    }
    answers.push((await call('connection_info')).text)
    expect(JSON.stringify(answers)).toContain('[key]')
    expect(JSON.stringify([answers, served.served.log.lines])).not.toContain('canary')
    expect(elsewhere).toEqual([])
    await trap.close()
  })

  const escaped = (body: object): string => JSON.stringify(body).replaceAll('sb_', String.raw`\u0073b_`)
  test.each([
    ['no type at all', {}, `bad ${KEY}`],
    ['bytes of no kind', { 'content-type': 'application/octet-stream' }, `bad ${KEY}`],
    ['escaped JSON', { 'content-type': 'application/json' }, escaped({ message: `bad ${KEY}`, [KEY]: KEY })],
    [
      'escaped JSON, long',
      { 'content-type': 'application/json' },
      escaped({ message: `${'x'.repeat(1_980)}${KEY}` }),
    ],
  ])('the key is taken out of every answer: %s', async (_, headers, body) => {
    const { call } = await hosted()
    await call('list_tables')
    const answers: unknown[] = []
    for (const status of [200, 400, 500]) {
      project.answerInstead = (__, response) => void response.writeHead(status, KEY, headers).end(body)
      for (const [tool, args] of [
        ['select_rows', { table: 't' }],
        ['call_function', { name: 'f' }],
        ['list_buckets', {}],
        ['list_files', { bucket: 'docs' }],
        ['download_file', { bucket: 'docs', path: 'x.txt' }],
      ] as const)
        // Of a file that was found no byte is changed.
        if (tool !== 'download_file' || status !== 200 || body.includes(KEY))
          answers.push(await call(tool, { ...args }))
    }
    expect(JSON.stringify(answers)).toContain('[key]')
    // A part of it, too: a text that is cut must not end within the key.
    expect(JSON.stringify([answers, served.served.log.lines])).not.toMatch(/sb_sec|canary/)
  })

  test('an endless answer is cut off; one nobody waits for any more ends', async () => {
    const { call } = await hosted()
    await call('list_tables')
    project.answerInstead = (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      const more = (): void =>
        void (response.destroyed || response.write('x'.repeat(65_536), () => setImmediate(more)))
      more()
    }
    expect((await call('select_rows', { table: 't' })).text).toContain('longer than 8388608 bytes')
    const gone = new Promise<void>((resolve) => {
      project.answerInstead = (request) => void request.on('close', resolve)
    })
    const { client } = await served.served.connect()
    const caller = new AbortController()
    const before = project.requests.length
    const waiting = client.callTool({ name: 'select_rows', arguments: { table: 't' } }, undefined, {
      signal: caller.signal,
    })
    waiting.catch(() => {})
    await expect.poll(() => project.requests.length).toBeGreaterThan(before)
    caller.abort()
    await gone
    await client.close()
  })

  test('nobody there is said in words', async () => {
    const closed = await startProject(noEngine, KEY)
    await closed.close()
    await hosted({ url: closed.url })
    expect((await served.call('select_rows', { table: 't' })).text).toMatch(
      /^127\.0\.0\.1:\d+ could not be reached: ECONNREFUSED\.$/,
    )
  })

  test.each([
    [{ url: 'https://x.supabase.co', key: '' }, 'no key'],
    [{ url: 'not a url', key: '' }, 'address'],
    [{ url: '', key: KEY }, 'no project'],
    [{ url: 'http://x.supabase.co', key: KEY }, 'not usable'],
    [{ url: 'ftp://x', key: KEY }, 'not usable'],
    [{ url: 'https://user:pass@x.supabase.co', key: KEY }, 'not usable'],
    [{ url: 'https://x.supabase.co', key: 'two words' }, 'no key has'],
    [{ url: 'https://x.supabase.co', key: KEY, schema: 'a,b' }, 'no name'],
  ])('settings that cannot work are told before anything starts: %j', async (settings, expected) => {
    await hosted()
    const error: unknown = await serveSupabase({ settings }).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'CONFIG_INVALID', message: expect.stringContaining(expected) })
    expect(JSON.stringify(error)).not.toContain('canary')
  })
})
