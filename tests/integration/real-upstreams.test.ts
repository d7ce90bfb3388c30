import { spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import {
  CreateMessageRequestSchema,
  ElicitRequestSchema,
  ListRootsRequestSchema,
  ToolListChangedNotificationSchema,
} from '@modelcontextprotocol/sdk/types.js'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { CenterClient } from '@shared/contract'
import { connectToCenter } from '../../src/main/cli/connection'
import { addServer, eventually, untilOffered, untilReady } from '../support/added-servers'
import { freePort } from '../support/free-port'
import { processesNaming } from '../support/processes'
import { root, startCenter, type RunningCenter } from '../support/running-center'

/** Names the processes of this test among all of the machine. */
const mark = `omni-upstreams-${process.pid}`
const home = mkdtempSync(join(tmpdir(), 'omnimind-upstreams-'))
const files = join(home, 'files')
const entry = (name: string): string =>
  join(root, `node_modules/@modelcontextprotocol/server-${name}/dist/index.js`)
const stdio = (name: string, args: string[] = [], env: Record<string, string> = {}) => ({
  kind: 'stdio',
  command: process.execPath,
  args: [entry(name), ...args],
  env: { OMNI_MARK: `${mark}-${name}`, ...env },
})

let center: RunningCenter
let api: CenterClient
let remote: ChildProcess

beforeAll(async () => {
  mkdirSync(files)
  writeFileSync(join(files, 'note.txt'), 'A note in a file.')
  const port = await freePort()
  remote = spawn(process.execPath, [entry('everything'), 'streamableHttp'], {
    env: { ...process.env, PORT: String(port) },
    stdio: 'ignore',
  })
  center = await startCenter({ home, portOffset: 13_300 })
  api = connectToCenter(home).client
  await Promise.all([
    addServer(api, 'everything', stdio('everything')),
    addServer(api, 'own', { ...stdio('everything'), sharing: 'per-session' }),
    addServer(api, 'graph', stdio('memory', [], { MEMORY_FILE_PATH: join(home, 'graph.jsonl') })),
    addServer(api, 'steps', stdio('sequential-thinking')),
    addServer(api, 'files', stdio('filesystem', [files])),
    addServer(api, 'remote', { kind: 'http', url: `http://127.0.0.1:${port}/mcp` }),
  ])
  for (const id of ['everything', 'own', 'graph', 'steps', 'files', 'remote']) await approveAll(id)
}, 90_000)
afterAll(async () => {
  await center.stop()
  remote.kill()
  expect(processesNaming(mark)).toEqual([])
  rmSync(home, { recursive: true, force: true })
})

/** What a person does on the Security page: looks at what waits and approves exactly that. */
async function approveAll(serviceId: string): Promise<void> {
  const waiting = (await api.trust.tools({ serviceId })).filter(({ tool }) => tool.trust !== 'trusted')
  if (waiting.length === 0) return
  const tools = waiting.map(({ tool: { name, fingerprint } }) => ({ name, fingerprint }))
  await api.trust.approve({ serviceId, tools })
}

interface Person {
  elicited: string[]
  sampled: string[]
}

/** A client that can do everything a server may ask of it; the person behind it always agrees. */
async function connect(path = '/mcp', token = center.token): Promise<{ client: Client; person: Person }> {
  const person: Person = { elicited: [], sampled: [] }
  const capabilities = { elicitation: { form: {} }, sampling: {}, roots: { listChanged: true } }
  const client = new Client({ name: 'person', version: '1.0.0' }, { capabilities })
  client.setRequestHandler(ElicitRequestSchema, ({ params }) => {
    person.elicited.push(params.message)
    return { action: 'accept', content: { name: 'Ada', email: 'ada@example.org' } }
  })
  client.setRequestHandler(CreateMessageRequestSchema, ({ params }) => {
    person.sampled.push(JSON.stringify(params.messages))
    return { role: 'assistant', model: 'none', content: { type: 'text', text: 'Sampled by the person.' } }
  })
  client.setRequestHandler(ListRootsRequestSchema, () => ({
    roots: [{ uri: 'file:///home/ada/project', name: 'project' }],
  }))
  const requestInit = { headers: { authorization: `Bearer ${token}` } }
  await client.connect(
    new StreamableHTTPClientTransport(new URL(`${center.url(4320)}${path}`), { requestInit }),
  )
  onTestFinished(() => client.close())
  return { client, person }
}

async function call(client: Client, name: string, args: Record<string, unknown> = {}): Promise<string> {
  const { content, isError } = await client.callTool({ name, arguments: args })
  const text = (content as { text?: string }[]).map((part) => part.text ?? '').join('\n')
  if (isError) throw new Error(text)
  return text
}

/** One harmless call to each service, with what its answer must contain. */
const calls = [
  ['memory__open_nodes', { names: ['nobody'] }, 'entities'],
  ['thinking__list_thinking_sessions', { limit: 1 }, 'sessions'],
  ['context__count_tokens', { text: 'hello world' }, '2'],
  ['everything__echo', { message: 'over a pipe' }, 'Echo: over a pipe'],
  ['own__echo', { message: 'alone' }, 'Echo: alone'],
  ['remote__echo', { message: 'over HTTP' }, 'Echo: over HTTP'],
  ['graph__read_graph', {}, 'entities'],
  [
    'steps__sequentialthinking',
    { thought: 'One.', thoughtNumber: 1, totalThoughts: 1, nextThoughtNeeded: false },
    'thoughtHistoryLength',
  ],
  ['files__read_text_file', { path: join(files, 'note.txt') }, 'A note in a file.'],
] as const

describe('the combined endpoint over real servers', () => {
  test('merges the lists of all, with prefixes, and calls each', async () => {
    const { client } = await connect()
    const { tools } = await client.listTools()
    const names = tools.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    expect([...new Set(names.map((name) => name.split('__')[0]))].toSorted()).toEqual(
      ['context', 'everything', 'files', 'graph', 'memory', 'own', 'remote', 'steps', 'thinking'].toSorted(),
    )
    for (const [name, args, answer] of calls) expect(await call(client, name, { ...args })).toContain(answer)
    const written = await call(client, 'graph__create_entities', {
      entities: [{ name: 'Ada', entityType: 'person', observations: ['Writes programs.'] }],
    })
    expect(written).toContain('Ada')
    expect(await call(client, 'graph__search_nodes', { query: 'programs' })).toContain('Ada')
  })

  test('all at the same time, several times each', async () => {
    const { client } = await connect()
    const rounds = [1, 2, 3, 4, 5].flatMap(() => calls)
    const answers = await Promise.all(rounds.map(([name, args]) => call(client, name, { ...args })))
    answers.forEach((answer, index) => expect(answer).toContain(rounds[index]?.[2]))
  })

  test('resources, templates, prompts and completions of everything', async () => {
    const { client } = await connect()
    const { resources } = await client.listResources()
    const documents = resources.filter(({ uri }) => uri.startsWith('demo://'))
    expect(documents.length).toBeGreaterThan(3)
    const { contents } = await client.readResource({ uri: documents[0]?.uri ?? '' })
    expect(JSON.stringify(contents)).toContain(documents[0]?.uri)
    const { resourceTemplates } = await client.listResourceTemplates()
    expect(resourceTemplates.map(({ uriTemplate }) => uriTemplate)).toContain(
      'demo://resource/dynamic/text/{resourceId}',
    )
    const dynamic = await client.readResource({ uri: 'demo://resource/dynamic/text/7' })
    expect(JSON.stringify(dynamic)).toContain('demo://resource/dynamic/text/7')

    const { prompts } = await client.listPrompts()
    const prompt = prompts.find(({ name }) => name === 'everything__args-prompt')
    expect(prompt?.arguments?.map(({ name }) => name)).toEqual(['city', 'state'])
    const got = await client.getPrompt({
      name: 'everything__args-prompt',
      arguments: { city: 'Berlin', state: 'BE' },
    })
    expect(JSON.stringify(got.messages)).toContain('Berlin')
    const { completion } = await client.complete({
      ref: { type: 'ref/prompt', name: 'remote__completable-prompt' },
      argument: { name: 'department', value: 'E' },
    })
    expect(completion.values).toContain('Engineering')
  })

  test.each(['everything', 'own', 'remote'])(
    '%s asks the person, the model and for the roots',
    async (id) => {
      const { client, person } = await connect()
      expect(await call(client, `${id}__trigger-elicitation-request`)).toContain('Name: Ada')
      expect(person.elicited).toHaveLength(1)
      const sampled = await call(client, `${id}__trigger-sampling-request`, {
        prompt: 'Hello?',
        maxTokens: 10,
      })
      expect(sampled).toContain('Sampled by the person.')
      expect(person.sampled.join()).toContain('Hello?')
      // A process that several clients share belongs to no one's folders.
      const roots = id === 'everything' ? 'no roots are currently configured' : 'file:///home/ada/project'
      expect(await call(client, `${id}__get-roots-list`)).toContain(roots)
    },
  )

  // Where a connection is a client's own; a shared process does not say on whose behalf it asks.
  test.each(['own', 'remote'])('%s asks each of two clients about its own calls', async (id) => {
    const [one, other] = [await connect(), await connect()]
    const ask = ({ client }: typeof one) => call(client, `${id}__trigger-elicitation-request`)
    await Promise.all([ask(one), ask(one), ask(other)])
    expect([one.person.elicited.length, other.person.elicited.length]).toEqual([2, 1])
  })

  test.each(['everything', 'remote'])('%s reports its progress', async (id) => {
    const { client } = await connect()
    const seen: number[] = []
    const request = {
      name: `${id}__trigger-long-running-operation`,
      arguments: { duration: 0.4, steps: 4 },
    }
    await client.callTool(request, undefined, { onprogress: ({ progress }) => seen.push(progress) })
    expect(seen).toEqual([1, 2, 3, 4])
  })
})

test('a profile with a renamed tool, and a token for it alone', async () => {
  await api.gateway.saveProfile({
    id: 'reading',
    title: 'Reading',
    services: ['files', 'everything'],
    tools: {
      'files/read_text_file': { name: 'read', description: 'Reads a file.' },
      'files/write_file': { enabled: false },
    },
    naming: 'plain',
    search: 'off',
  })
  const scope = { profile: 'reading', services: null, tools: null, readOnly: true }
  const { token, secret } = await api.gateway.createToken({ name: 'reader', scope })
  const { client } = await connect('/mcp/reading', secret)
  const { tools } = await client.listTools()
  const names = tools.map(({ name }) => name)
  expect(tools.find(({ name }) => name === 'read')?.description).toBe('Reads a file.')
  expect(names).toContain('echo')
  for (const hidden of ['read_text_file', 'write_file', 'move_file', 'open_nodes'])
    expect(names).not.toContain(hidden)
  expect(await call(client, 'read', { path: join(files, 'note.txt') })).toBe('A note in a file.')
  await expect(
    call(client, 'move_file', { source: join(files, 'note.txt'), destination: join(files, 'gone.txt') }),
  ).rejects.toThrow()
  await expect(connect('/mcp', secret)).rejects.toThrow()
  await expect(connect('/mcp/graph', secret)).rejects.toThrow()

  await api.gateway.revokeToken({ id: token.id })
  await expect(call(client, 'read', { path: join(files, 'note.txt') })).rejects.toThrow()
  await api.gateway.removeProfile({ id: 'reading' })
})

test('when one is killed the others go on, and it comes back', async () => {
  const { client } = await connect()
  const before = processesNaming(`${mark}-everything`)
  expect(before.length).toBeGreaterThan(0)
  for (const pid of before) killNow(pid)
  const others = calls.filter(([name]) => !name.startsWith('everything__'))
  const answers = await Promise.all(others.map(([name, args]) => call(client, name, { ...args })))
  answers.forEach((answer, index) => expect(answer).toContain(others[index]?.[2]))
  // In the same session, without connecting anew.
  expect(await call(client, 'everything__echo', { message: 'again' })).toBe('Echo: again')
  await untilReady(api, 'everything')
  const after = processesNaming(`${mark}-everything`)
  expect(after.length).toBeGreaterThan(0)
  expect(after.filter((pid) => before.includes(pid))).toEqual([])
})

test('servers come and go while a client is connected, and it is told', async () => {
  const { client } = await connect()
  let told = 0
  client.setNotificationHandler(ToolListChangedNotificationSchema, () => void told++)
  const names = async () => (await client.listTools()).tools.map(({ name }) => name)
  expect(await names()).toContain('steps__sequentialthinking')

  await api.external.remove({ id: 'steps' })
  await eventually(
    () => told,
    (times) => times > 0,
  )
  expect(await names()).not.toContain('steps__sequentialthinking')
  await expect(call(client, 'steps__sequentialthinking')).rejects.toThrow('steps__sequentialthinking')
  expect(processesNaming(`${mark}-sequential-thinking`)).toEqual([])

  told = 0
  await addServer(api, 'steps', stdio('sequential-thinking'))
  await untilOffered(api, 'steps')
  await eventually(
    () => told,
    (times) => times > 0,
  )
  await approveAll('steps')
  await eventually(names, (all) => all.includes('steps__sequentialthinking'))
  const thought = { thought: 'Two.', thoughtNumber: 1, totalThoughts: 1, nextThoughtNeeded: false }
  expect(await call(client, 'steps__sequentialthinking', thought)).toContain('thoughtHistoryLength')
})

/** The last one of a tree may be gone already. */
function killNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
