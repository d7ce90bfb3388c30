import { describe, expect, test } from 'vitest'
import type { CatalogTool } from '@shared/domain/catalog'
import { isSearched } from '@shared/mcp/search-tools'
import type { OfferedTool } from '../offer'
import type { Sees, ToolRoute } from '../view'
import { SearchMode } from './search-mode'
import { stem, wordsOf } from './words'

const offered = (serviceId: string, name: string, description: string): OfferedTool => {
  const definition = {
    name: `${serviceId}__${name}`,
    description,
    inputSchema: { type: 'object', properties: { path: { type: 'string', description: 'Where it is' } } },
  }
  const tool: CatalogTool = { name, definition, fingerprint: name, trust: 'trusted', findings: [] }
  return { serviceId, tool, definition }
}
const tools = [
  offered('files', 'read_file', 'Read a file.'),
  offered('files', 'delete_file', 'Delete a file.'),
  offered('chat', 'postMessage', 'Post a message to a channel.'),
]

function searchMode() {
  return new SearchMode({
    titles: new Map([
      ['files', 'Files'],
      ['chat', 'Chat'],
    ]),
    tools,
    route: (params): ToolRoute => {
      const found = tools.find(({ definition }) => definition.name === params['name'])
      if (!found) return { kind: 'refuse', code: -32602, message: 'There is no such tool.' }
      const { serviceId, tool } = found
      return { kind: 'forward', serviceId, params: { ...params, name: tool.name }, tool }
    },
  })
}
const ask = (name: string, args: Record<string, unknown>, sees: Sees = () => true) =>
  searchMode().tool({ name, arguments: args, _meta: { progressToken: 1 } }, sees)
const textOf = (route: ToolRoute | null): string => {
  if (route?.kind !== 'answer') throw new Error('no answer')
  return (route.result as { content: { text: string }[] }).content[0]?.text ?? ''
}
const found = (route: ToolRoute | null): string[] =>
  (JSON.parse(textOf(route)) as { tools: { name: string }[] }).tools.map(({ name }) => name)

describe('search mode', () => {
  test('shows three tools, and says what there is', () => {
    const { definitions } = searchMode()
    expect(definitions.map(({ name }) => name)).toEqual(['search_tools', 'describe_tool', 'call_tool'])
    expect(definitions[0]?.['description']).toContain(
      'one of 3 tools by what you want to do. They belong to: Files, Chat',
    )
  })

  test('finds by other words for the same, by parts of names, and by the service', () => {
    expect(found(ask('search_tools', { query: 'remove a document' }))[0]).toBe('files__delete_file')
    expect(found(ask('search_tools', { query: 'send messages' }))[0]).toBe('chat__postMessage')
    expect(found(ask('search_tools', { query: 'chat' }))).toEqual(['chat__postMessage'])
    expect(found(ask('search_tools', { query: 'file', limit: 1 }))).toHaveLength(1)
    expect(textOf(ask('search_tools', { query: 'xylophone' }))).toContain('Nothing fits')
  })

  test('tells nobody of tools they may not use', () => {
    const sees = (serviceId: string): boolean => serviceId === 'chat'
    expect(found(ask('search_tools', { query: 'read a file or post a message' }, sees))).toEqual([
      'chat__postMessage',
    ])
    expect(textOf(ask('describe_tool', { name: 'files__read_file' }, sees))).toContain('no tool')
  })

  test('describes a tool whole', () =>
    expect(JSON.parse(textOf(ask('describe_tool', { name: 'files__read_file' })))).toEqual({
      tool: tools[0]?.definition,
    }))

  test('calls go the way of direct calls, with the metadata of the outer one', () => {
    expect(ask('call_tool', { name: 'files__read_file', arguments: { path: 'x' } })).toMatchObject({
      kind: 'forward',
      serviceId: 'files',
      params: { name: 'read_file', arguments: { path: 'x' }, _meta: { progressToken: 1 } },
    })
    expect(ask('call_tool', { name: 'nobody' })).toMatchObject({ kind: 'refuse' })
    expect(ask('call_tool', {})).toMatchObject({ kind: 'refuse' })
  })

  test.each([{}, { query: ' ' }, { query: 3 }])('a search for %j is the model\u2019s mistake', (args) =>
    expect(ask('search_tools', args)).toMatchObject({ kind: 'answer', result: { isError: true } }),
  )

  test('names of other tools are not its own', () => expect(ask('files__read_file', {})).toBeNull())
})

test.each([
  ['createPullRequest', ['creat', 'pull', 'request']],
  ['list_pull-requests', ['list', 'pull', 'request']],
  ['HTTPServer files', ['http', 'server', 'fil']],
  ['running runs run', ['run', 'run', 'run']],
  ['how do I get the boxes', ['get', 'box']],
])('the words of %j', (text, words) => expect(wordsOf(text)).toEqual(words))

test.each([
  ['cities', 'city'],
  ['city', 'city'],
  ['status', 'status'],
  ['issue', 'issu'],
  ['issues', 'issu'],
  ['stopped', 'stop'],
])('the stem of %s', (word, expected) => expect(stem(word)).toBe(expected))

test.each<[Parameters<typeof isSearched>, boolean]>([
  [['off', 1_000], false],
  [['on', 1], true],
  [['auto', 40], false],
  [['auto', 41], true],
])('%j is searched: %s', (args, searched) => expect(isSearched(...args)).toBe(searched))
