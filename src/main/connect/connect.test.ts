import { execFileSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { defaultProfile } from '@shared/domain/profile'
import type { ServiceSnapshot } from '@shared/domain/service'
import { createConnect } from './connect'
import { posixArgument } from './shell'
import { tomlKey, tomlString } from './toml'

const token = 'omm_a1B2c3'
const service = (id: string, port: number, defaultPort = port) =>
  ({ id, title: id, port, defaultPort, url: `http://127.0.0.1:${port}/mcp` }) as ServiceSnapshot
const connect = createConnect({
  snapshots: () => [service('gateway', 4320), service('memory', 4321), service('context', 5000, 4323)],
  profiles: () => [defaultProfile, { ...defaultProfile, id: 'web', title: 'Web work' }],
  token: () => token,
})

describe('connect', () => {
  test('offers all services at one address first, then profiles, then each service, and tells moved ports', () => {
    expect(connect.endpoints().map(({ serviceId, onDefaultPort }) => [serviceId, onDefaultPort])).toEqual([
      ['gateway', true],
      ['web', true],
      ['memory', true],
      ['context', false],
    ])
  })

  test.each(connect.clients().map(({ id }) => id))(
    '%s: each snippet is well-formed and names the address and the token',
    (id) => {
      const snippets = connect.snippets(id, ['memory'])
      expect(snippets.length).toBeGreaterThan(0)
      for (const { language, text } of snippets) {
        expect(text).toContain('http://127.0.0.1:4321/mcp')
        expect(text).toContain(token)
        expect(text).not.toContain('5000')
        if (language === 'json') expect(JSON.parse(text)).toBeTypeOf('object')
      }
    },
  )

  test('the fields that clients are known to be strict about', () => {
    const json = (id: string): Record<string, Record<string, Record<string, unknown>>> =>
      JSON.parse(
        connect.snippets(id, ['memory']).find(({ language }) => language === 'json')?.text ?? '',
      ) as never
    const headers = { Authorization: `Bearer ${token}` }
    const url = 'http://127.0.0.1:4321/mcp'
    expect(json('vscode')['servers']?.['omnimind-memory']).toEqual({ type: 'http', url, headers })
    expect(json('gemini-cli')['mcpServers']?.['omnimind-memory']).toEqual({ httpUrl: url, headers })
    expect(json('cline')['mcpServers']?.['omnimind-memory']).toMatchObject({ type: 'streamableHttp', url })
    expect(json('opencode')['mcp']?.['omnimind-memory']).toEqual({
      type: 'remote',
      url,
      enabled: true,
      headers,
    })
    expect(json('zed')['context_servers']?.['omnimind-memory']).toEqual({ url, headers })
    expect(json('claude-desktop')['mcpServers']?.['omnimind-memory']).toMatchObject({ command: 'npx' })
  })

  test('suggests the one address of all services', () => {
    const url = 'http://127.0.0.1:4320/mcp'
    expect(connect.snippets('vscode', []).map(({ text }) => JSON.parse(text))).toEqual([
      { servers: { omnimind: { type: 'http', url, headers: { Authorization: `Bearer ${token}` } } } },
    ])
  })

  test('a profile is an address of its own', () => {
    const [snippet] = connect.snippets('cursor', ['web', 'gateway'])
    expect(snippet?.text).toContain('"omnimind-web"')
    expect(snippet?.text).toContain('"http://127.0.0.1:4320/mcp/web"')
    expect(snippet?.text).toContain('"http://127.0.0.1:4320/mcp"')
  })

  test('an unknown client or service is told with the nearest known one', () => {
    expect(() => connect.snippets('curser', [])).toThrowError(
      expect.objectContaining({ code: 'UNKNOWN_CLIENT', nextStep: expect.stringContaining('cursor') }),
    )
    expect(() => connect.snippets('cursor', ['memroy'])).toThrowError(
      expect.objectContaining({ code: 'UNKNOWN_SERVICE' }),
    )
  })
})

describe('quoting', () => {
  const nasty = [`it's`, '$(id)', '`id`', 'a b', '"x"', '\\', '\n', 'é ${HOME}', '']

  test.skipIf(process.platform === 'win32').each(nasty)('a shell gives %j back unchanged', (text) => {
    expect(execFileSync('/bin/sh', ['-c', `printf %s ${posixArgument(text)}`], { encoding: 'utf8' })).toBe(
      text,
    )
  })

  test('TOML strings and keys', () => {
    expect(tomlString('a"b\\c\n\u007f')).toBe('"a\\"b\\\\c\\n\\u007F"')
    expect(tomlKey('omnimind-memory')).toBe('omnimind-memory')
    expect(tomlKey('a.b')).toBe('"a.b"')
  })
})
