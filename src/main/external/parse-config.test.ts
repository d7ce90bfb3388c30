import { expect, test } from 'vitest'
import { parseConfig } from './parse-config'

const parse = (value: unknown, ...stored: string[]) =>
  parseConfig(JSON.stringify(value), (secret) => stored.includes(secret))
const transports = (value: unknown) => parse(value).servers.map(({ id, transport }) => [id, transport])
const stdio = (command: string, ...args: string[]) =>
  expect.objectContaining({ kind: 'stdio', command, args, env: {}, cwd: null })

test.each<[string, unknown, unknown[]]>([
  [
    'Claude and many others',
    { mcpServers: { a: { command: 'npx', args: ['-y', 'x'] } } },
    [['a', stdio('npx', '-y', 'x')]],
  ],
  [
    'VS Code',
    { servers: { a: { type: 'http', url: 'https://x.test/mcp' } } },
    [['a', { kind: 'http', url: 'https://x.test/mcp', headers: {} }]],
  ],
  ['Zed', { context_servers: { a: { command: 'uvx' } } }, [['a', stdio('uvx')]]],
  [
    'opencode, local',
    { mcp: { a: { type: 'local', command: ['bun', 'x', 'y'] } } },
    [['a', stdio('bun', 'x', 'y')]],
  ],
  [
    'opencode, remote',
    { mcp: { a: { type: 'remote', url: 'https://x.test/' } } },
    [['a', { kind: 'http', url: 'https://x.test/', headers: {} }]],
  ],
  [
    'Gemini',
    { mcpServers: { a: { httpUrl: 'https://x.test/h' } } },
    [['a', { kind: 'http', url: 'https://x.test/h', headers: {} }]],
  ],
  [
    'Windsurf',
    { mcpServers: { a: { serverUrl: 'https://x.test/s' } } },
    [['a', { kind: 'http', url: 'https://x.test/s', headers: {} }]],
  ],
  [
    'an SSE server',
    { mcpServers: { a: { type: 'sse', url: 'https://x.test/sse' } } },
    [['a', { kind: 'sse', url: 'https://x.test/sse', headers: {} }]],
  ],
  ['a bare entry', { command: 'node', args: ['s.js'] }, [['server', stdio('node', 's.js')]]],
  [
    'bare entries',
    { a: { command: 'node' }, b: { command: 'deno' } },
    [
      ['a', stdio('node')],
      ['b', stdio('deno')],
    ],
  ],
])('reads the notation of %s', (_client, value, expected) => {
  expect(transports(value)).toEqual(expected)
  expect(parse(value).problems).toEqual([])
})

test('comments and commas before closing brackets are no obstacle, and strings with // stay whole', () => {
  const text = '{ // mine\n "mcpServers": { "a": { "url": "https://x.test//p", /* odd */ }, }, }'
  expect(parseConfig(text, () => false).servers[0]?.transport).toMatchObject({ url: 'https://x.test//p' })
})

test('names become ids of our form, each once', () => {
  const entry = { command: 'x' }
  const { servers } = parse({
    mcpServers: { 'My Server!': entry, 'my-server': entry, '3d': entry, Ü: entry },
  })
  expect(servers.map(({ id }) => id)).toEqual(['my-server', 'my-server-2', 'server-3d', 'server'])
  expect(servers.map(({ title }) => title)).toContain('My Server!')
})

test('secrets are not copied: a reference takes their place, and the name to store them under is told', () => {
  const { servers, problems } = parse({
    mcpServers: {
      gh: {
        command: 'npx',
        args: ['--api-key=abc'],
        env: {
          GITHUB_TOKEN: 'ghp_0123456789abcdefghij0123',
          MODE: 'fast',
          X: 'sk-0123456789abcdefghij',
          KEEP: '',
        },
      },
      web: { url: 'https://x.test/mcp', headers: { Authorization: 'Bearer abc.def', Accept: 'x' } },
      code: { command: 'x', env: { A_KEY: '${input:my-key}', B: '${env:HOME_DIR}/x' } },
    },
  })
  expect(servers.map(({ transport }) => ('env' in transport ? transport.env : transport.headers))).toEqual([
    { GITHUB_TOKEN: '${secret:gh.GITHUB_TOKEN}', MODE: 'fast', X: '${secret:gh.X}', KEEP: '' },
    { Authorization: 'Bearer ${secret:web.Authorization}', Accept: 'x' },
    { A_KEY: '${secret:my-key}', B: '${secret:HOME_DIR}/x' },
  ])
  expect(problems).toHaveLength(6)
  expect(problems.join('\n')).toContain('gh.GITHUB_TOKEN')
  expect(problems.join('\n')).not.toMatch(/ghp_|abc\.def|sk-0/)
})

test('a text from elsewhere that asks for secrets stored here is told', () => {
  const { problems } = parse({
    mcpServers: {
      a: { url: 'https://x.test/', headers: { 'X-A': '${secret:github}' } },
      b: { command: 'x', args: ['${secret:other}'] },
    },
  })
  expect(problems).toEqual([
    'a: X-A would be given your secret "github". Add this server only if it should have it.',
    'b: an argument would be given your secret "other". Add this server only if it should have it.',
  ])
})

test.each<[unknown, RegExp]>([
  ['no json', /not JSON/],
  [[], /no MCP server/],
  [{ mcpServers: {} }, /no MCP server/],
  [{ mcpServers: { a: {} } }, /a: it has neither a command nor an address/],
  [{ mcpServers: { a: { url: 'unix:///x' } } }, /a: .*url/i],
  [{ mcpServers: { a: 7 } }, /a: /],
])('%j is told and adds nothing', (value, problem) => {
  const { servers, problems } = value === 'no json' ? parseConfig('{', () => false) : parse(value)
  expect(servers).toEqual([])
  expect(problems.join()).toMatch(problem)
})

test('says which stored secrets an entry would be given, in whatever place and under whatever name', () => {
  const config = {
    a: { command: 'x', args: ['${secret:bank}'], env: { T: '${secret:a.TOKEN}', U: '${secret:nowhere}' } },
    b: { url: 'https://x.test', headers: { 'X-Api-Key': 'literal-value' } },
    c: { command: 'y' },
  }
  const { givenSecrets } = parse({ mcpServers: config }, 'bank', 'a.TOKEN', 'b.X-Api-Key')
  expect(givenSecrets).toEqual([
    { id: 'a', secrets: ['bank', 'a.TOKEN'] },
    { id: 'b', secrets: ['b.X-Api-Key'] },
  ])
})
