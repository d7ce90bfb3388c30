import type { ServerResponse } from 'node:http'
import type { Column } from '@servers/supabase/table'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { SqlEngine } from '../support/postgrest/engine'
import { startProject, type TestProject } from '../support/postgrest/project'
import { serveSupabase, type ServedSupabase } from '../support/served-supabase'

const KEY = 'sb_secret_canary-0123456789abcdef'
const column: Column = {
  name: 'a',
  type: 'integer',
  nullable: true,
  isPrimaryKey: true,
  references: null,
  default: null,
  description: null,
}
const catalogue = {
  tables: [{ name: 't', description: null, columns: [column] }],
  functions: [{ name: 'f', returnsSet: false }],
}
const engine: SqlEngine = {
  name: 'none',
  run: () => Promise.resolve(JSON.stringify(catalogue)),
  script: () => Promise.resolve(),
  close: () => Promise.resolve(),
}
const filters = [{ column: 'a', op: 'eq', value: 1 }]
const changes: [tool: string, args: Record<string, unknown>, shownBy: string][] = [
  ['insert_rows', { table: 't', rows: [{ a: 1 }] }, 'select_rows'],
  ['upsert_rows', { table: 't', rows: [{ a: 1 }] }, 'select_rows'],
  ['update_rows', { table: 't', values: { a: 2 }, filters }, 'select_rows'],
  ['delete_rows', { table: 't', filters }, 'select_rows'],
  ['call_function', { name: 'f' }, 'select_rows'],
  ['upload_file', { bucket: 'docs', path: 'x', base64: '' }, 'list_files'],
]

let project: TestProject
let served: ServedSupabase
const answerWith = (answer: (response: ServerResponse) => void): void => {
  project.answerInstead = (_, response) => answer(response)
}
beforeAll(async () => void (project = await startProject(engine, KEY)))
beforeEach(async () => {
  project.answerInstead = null
  served = await serveSupabase({ settings: { url: project.url, key: KEY, readOnly: false } })
  // The catalogue is known from here on: what is asked next is the change itself.
  await served.call('list_tables')
})
afterEach(() => served.close())
afterAll(() => project.close())

test.each(changes)(
  '%s: when the answer is lost, its outcome is told as not known',
  async (tool, args, shownBy) => {
    const losses: [string, (response: ServerResponse) => void][] = [
      ['the connection breaks', (response) => void response.destroy()],
      ['a proxy waited too long', (response) => void response.writeHead(504).end('<html>Time-out</html>')],
      ['nobody can read it', (response) => void response.writeHead(200).end('<html>')],
    ]
    const notKnown = `Whether the change was made is not known; ${shownBy} shows it: look before you try again.`
    for (const [what, lose] of losses) {
      answerWith(lose)
      expect([what, await served.call(tool, args)]).toEqual([
        what,
        { isError: true, structured: undefined, text: expect.stringContaining(notKnown) },
      ])
    }
    const refusal = { statusCode: '409', code: '23505', message: 'duplicate key' }
    answerWith((response) => void response.writeHead(409).end(JSON.stringify(refusal)))
    expect((await served.call(tool, args)).text).toMatch(/^duplicate key \(23505\)(?!.*not known)/)
  },
)

test('what only reads may be asked again', async () => {
  answerWith((response) => void response.destroy())
  for (const [tool, args] of [
    ['select_rows', { table: 't' }],
    ['list_buckets', {}],
  ] as const)
    expect((await served.call(tool, { ...args })).text).toMatch(/could not be reached: \w+\.$/)
})

test('a change without a count says so; a result that is too long says that it was done', async () => {
  answerWith((response) => void response.writeHead(200).end('[]'))
  expect((await served.call('delete_rows', { table: 't', filters })).text).toMatch(
    /did not say how many rows it changed\. Whether the change was made is not known/,
  )
  answerWith((response) => void response.writeHead(200).end('x'.repeat(8_388_609)))
  expect((await served.call('call_function', { name: 'f' })).text).toBe(
    'The answer is longer than 8388608 bytes. What you asked for was done: do not repeat it, look at the result.',
  )
})

test('where nobody listens, nothing was changed', async () => {
  const gone = await startProject(engine, KEY)
  const alone = await serveSupabase({ settings: { url: gone.url, key: KEY, readOnly: false } })
  await alone.call('list_tables')
  await gone.close()
  expect((await alone.call('insert_rows', { table: 't', rows: [{ a: 1 }] })).text).toMatch(
    /^127\.0\.0\.1:\d+ could not be reached: ECONNREFUSED\. Nothing was changed\.$/,
  )
  await alone.close()
})
