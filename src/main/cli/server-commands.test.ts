import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ExternalServer } from '@shared/domain/external'
import { FakeTerminal } from '../../../tests/support/fake-terminal'
import { startTestDashboard, type RunningDashboard } from '../../../tests/support/running-dashboard'
import { runCli } from './run'

let board: RunningDashboard
let folder: string
beforeAll(async () => {
  board = await startTestDashboard()
  folder = mkdtempSync(join(tmpdir(), 'omni-servers-'))
})
afterAll(async () => {
  await board.close()
  rmSync(folder, { recursive: true })
})
beforeEach(() => {
  board.center.external.servers.clear()
  board.center.external.secretValues.clear()
})

async function omnimind(line: readonly string[], stdin = '') {
  const terminal = new FakeTerminal({ OMNIMIND_HOME: board.home })
  terminal.stdin = stdin
  const code = await runCli(line, terminal)
  return { code, out: terminal.outLines.join('\n'), err: terminal.errLines.join('\n') }
}
const stored = (id: string): ExternalServer => board.center.external.servers.get(id) as ExternalServer

describe('servers', () => {
  it('adds a program with everything after --, and its options', async () => {
    const options = [
      '--env',
      'A=b=c',
      '--env',
      'K=${secret:k}',
      '--cwd',
      '/work',
      '--per-session',
      '--timeout',
      '90',
    ]
    const { code, err } = await omnimind([
      'servers',
      'add',
      'files',
      ...options,
      '--mode',
      'on-demand',
      '--startup-timeout',
      '120',
      '--',
      'npx',
      '-y',
      'pkg',
      '--root',
      '/x',
    ])
    expect([code, err]).toEqual([0, expect.stringContaining('Added files')])
    expect(stored('files')).toEqual({
      id: 'files',
      title: 'files',
      description: '',
      mode: 'on-demand',
      requestTimeoutS: 90,
      transport: {
        kind: 'stdio',
        command: 'npx',
        args: ['-y', 'pkg', '--root', '/x'],
        env: { A: 'b=c', K: '${secret:k}' },
        cwd: '/work',
        sharing: 'per-session',
        startupTimeoutS: 120,
        isolation: 'auto',
      },
    })
  })

  it('adds an address, with headers', async () => {
    await omnimind([
      'servers',
      'add',
      'far',
      '--url',
      'https://x.test/sse',
      '--sse',
      '--header',
      'Authorization: Bearer ${secret:t}',
    ])
    expect(stored('far').transport).toEqual({
      kind: 'sse',
      url: 'https://x.test/sse',
      headers: { Authorization: 'Bearer ${secret:t}' },
    })
  })

  it('warns of a program that is not there, and adds it all the same', async () => {
    const { code, err } = await omnimind(['servers', 'add', 'x', '--', 'nothing'])
    expect([code, err]).toEqual([0, expect.stringContaining('not found on your PATH')])
  })

  it('changes only what is named', async () => {
    await omnimind(['servers', 'add', 'files', '--env', 'A=1', '--env', 'B=2', '--', 'npx', 'one'])
    await omnimind(['servers', 'edit', 'files', '--env', 'C=3', '--unset', 'A', '--title', 'Files'])
    expect(stored('files')).toMatchObject({
      title: 'Files',
      transport: { args: ['one'], env: { B: '2', C: '3' } },
    })
    await omnimind(['servers', 'edit', 'files', '--', 'npx', 'two'])
    expect(stored('files').transport).toMatchObject({ args: ['two'], env: { B: '2', C: '3' } })
    await omnimind(['servers', 'edit', 'files', '--url', 'https://x.test/'])
    expect(stored('files').transport).toEqual({ kind: 'http', url: 'https://x.test/', headers: {} })
  })

  it('keeps the transport of a new address, and takes back what was set', async () => {
    await omnimind(['servers', 'add', 'far', '--url', 'https://x.test/sse', '--sse'])
    await omnimind(['servers', 'edit', 'far', '--url', 'https://y.test/sse'])
    expect(stored('far').transport).toMatchObject({ kind: 'sse', url: 'https://y.test/sse' })
    await omnimind(['servers', 'edit', 'far', '--http'])
    expect(stored('far').transport).toMatchObject({ kind: 'http', url: 'https://y.test/sse' })
    await omnimind(['servers', 'add', 'files', '--cwd', '/work', '--no-isolation', '--', 'npx', 'one'])
    await omnimind(['servers', 'edit', 'files', '--cwd', '', '--isolation'])
    expect(stored('files').transport).toMatchObject({ cwd: null, isolation: 'auto' })
  })

  it('lists, shows and removes', async () => {
    await omnimind(['servers', 'add', 'files', '--', 'npx', 'one'])
    expect((await omnimind(['servers'])).out).toMatch(/files\s+-\s+stdio\s+always\s+npx one/)
    expect(JSON.parse((await omnimind(['servers', 'show', 'files'])).out)).toEqual(stored('files'))
    expect((await omnimind(['servers', 'remove', 'files', 'filse'])).code).toBe(4)
    const { out } = await omnimind(['servers', 'remove', 'files', '--json'])
    expect(JSON.parse(out)).toMatchObject([{ id: 'files' }])
    expect(board.center.external.servers.size).toBe(0)
  })

  it('imports what a client has, and says what it could not', async () => {
    const config = { mcpServers: { a: { command: 'x' }, b: {}, c: { command: 'y', env: { TOKEN: 'abc' } } } }
    const file = join(folder, 'mcp.json')
    writeFileSync(file, JSON.stringify(config))
    const { code, out, err } = await omnimind(['servers', 'import', file])
    expect([code, out]).toEqual([0, 'Added a, c.'])
    expect(err).toContain('b: it has neither')
    expect(err).toContain('"c.TOKEN"')
    const again = await omnimind(['servers', 'import', '-'], JSON.stringify(config))
    expect([again.code, again.err]).toEqual([1, expect.stringContaining('a was not added')])
  })

  it('imports nothing that helps itself to stored secrets, unless it is allowed', async () => {
    const config = JSON.stringify({ mcpServers: { a: { command: 'x', env: { A: '${secret:bank}' } } } })
    board.center.external.secretValues.set('bank', 'SECRET')
    const refused = await omnimind(['servers', 'import', '-'], config)
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('it asks for your bank')])
    expect(board.center.external.servers.size).toBe(0)
    expect((await omnimind(['servers', 'import', '-', '--use-secrets'], config)).code).toBe(0)
  })

  it.each([
    [['servers', 'pause', 'x'], 'list, show, add'],
    [['servers', 'add'], 'add ID'],
    [['servers', 'add', 'x'], 'what to run'],
    [['servers', 'add', 'x', '--url', 'https://x.test', '--', 'npx'], 'not both'],
    [['servers', 'add', 'x', '--url', 'ftp://x.test'], 'not a server'],
    [['servers', 'add', 'x', '--url', 'https://x.test', '--cwd', '/x'], '--cwd is for'],
    [['servers', 'add', 'x', '--header', 'A: b', '--', 'npx'], '--header is for'],
    [['servers', 'add', 'X Y', '--', 'npx'], 'not a server'],
    [['servers', 'add', 'x', '--env', 'A', '--', 'npx'], 'NAME=VALUE'],
    [['servers', 'add', 'x', '--timeout', 'long', '--', 'npx'], 'number of seconds'],
    [['servers', 'import', '/no/such/file'], 'cannot be read'],
    [['secrets', 'set'], 'set NAME'],
    [['secrets', 'set', 'a b'], 'cannot be a name'],
    [['secrets', 'show', 'x'], 'list, set, remove'],
    [['profiles', 'save'], 'save ID'],
    [['profiles', 'save', 'x', '--naming', 'odd'], 'not a profile'],
    [['profiles', 'save', 'x', '--disable', 'tool'], 'SERVICE/TOOL'],
    [['profiles', 'save', 'x', '--rename', 'memory/read'], 'SERVICE/TOOL=TEXT'],
  ])('%j is not understood', async (words, text) => {
    const { code, err } = await omnimind(words)
    expect([code, err]).toEqual([2, expect.stringContaining(text)])
  })

  it.each([[['servers', 'show', 'x']], [['servers', 'edit', 'x']]])('%j ends with 4', async (words) => {
    expect((await omnimind(words)).code).toBe(4)
  })
})

describe('secrets', () => {
  it('are asked for, never taken from the command line, and never shown', async () => {
    const { code, out, err } = await omnimind(['secrets', 'set', 'key'], 'hidden value')
    expect([code, err]).toEqual([0, expect.stringContaining('Value of key')])
    expect(out + err).not.toContain('hidden')
    expect(board.center.external.secretValues.get('key')).toBe('hidden value')
    expect((await omnimind(['secrets', 'set', 'key', 'value'])).code).toBe(2)
    expect((await omnimind(['secrets', 'set', 'key'], '')).code).toBe(2)
    expect(JSON.parse((await omnimind(['secrets', '--json'])).out)).toEqual([
      { name: 'key', updatedAt: 0, usedBy: [] },
    ])
    expect((await omnimind(['secrets', 'remove', 'key'])).code).toBe(0)
    expect((await omnimind(['secrets', 'remove', 'key'])).code).toBe(2)
  })

  it('that a service cannot run with are told at once', async () => {
    board.center.external.secretUsers = { key: ['memory', 'an-external-server'] }
    board.center.settingsProblem = {
      code: 'CONFIG_INVALID',
      message: 'No such key.',
      nextStep: 'Store it again.',
    }
    const bad = await omnimind(['secrets', 'set', 'key'], 'not a key')
    expect(bad).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^Memory: No such key\. Store it again\.$/m),
    })
    board.center.settingsProblem = null
    expect((await omnimind(['secrets', 'set', 'key'], 'a key')).code).toBe(0)
    expect((await omnimind(['secrets', 'set', 'other'], 'a key')).code).toBe(0)
  })
})

describe('profiles', () => {
  it('are made and changed by what is named, listed and removed', async () => {
    const made = [
      '--title',
      'Web',
      '--service',
      'memory',
      '--service',
      'far',
      '--disable',
      'memory/read',
      '--search',
      'auto',
    ]
    await omnimind(['profiles', 'save', 'web', ...made])
    await omnimind([
      'profiles',
      'save',
      'web',
      '--rename',
      'far/x=look',
      '--describe',
      'far/x=Looks.',
      '--naming',
      'plain',
    ])
    const list = JSON.parse((await omnimind(['profiles', 'list', '--json'])).out) as { id: string }[]
    expect(list.find(({ id }) => id === 'web')).toEqual({
      id: 'web',
      title: 'Web',
      services: ['memory', 'far'],
      tools: { 'memory/read': { enabled: false }, 'far/x': { name: 'look', description: 'Looks.' } },
      naming: 'plain',
      search: 'auto',
    })
    expect((await omnimind(['profiles'])).out).toMatch(/web\s+Web\s+memory, far\s+2\s+plain\s+auto/)
    await omnimind(['profiles', 'save', 'web', '--all-services'])
    expect((await omnimind(['profiles', 'remove', 'web'])).out).not.toContain('web')
  })
})
