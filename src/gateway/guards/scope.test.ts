import { describe, expect, test } from 'vitest'
import { unlimitedScope, type TokenScope } from '@shared/domain/client-token'
import { allows, checkAddress } from './scope'
import type { Identity } from './token'

const client = (scope: Partial<TokenScope>): Identity => ({
  tokenId: 't',
  name: 'Editor',
  priority: 'normal',
  scope: { ...unlimitedScope, ...scope },
})
const tool = (name: string, readOnlyHint?: unknown) => ({
  name,
  definition: { name, ...(readOnlyHint === undefined ? {} : { annotations: { readOnlyHint } }) },
})

describe('what a scope opens', () => {
  test('nothing is limited without limits', () => {
    expect(allows(client({}), 'memory', tool('delete'))).toBe(true)
    expect(allows(client({}), 'memory', null)).toBe(true)
  })

  test('services', () => {
    const identity = client({ services: ['memory', 'git'] })
    expect(allows(identity, 'git', tool('log'))).toBe(true)
    expect(allows(identity, 'filesystem', tool('read'))).toBe(false)
    expect(allows(identity, 'filesystem', null)).toBe(false)
    expect(allows(client({ services: [] }), 'git', null)).toBe(false)
  })

  test.each<[string, string, string, boolean]>([
    ['memory/search', 'memory', 'search', true],
    ['memory/search', 'memory', 'search_all', false],
    ['memory/search*', 'memory', 'search_all', true],
    ['memory/*', 'memory', 'delete', true],
    ['memory/*', 'memory2', 'delete', false],
    ['mem*', 'memory', 'delete', true],
    ['memory', 'memory', 'delete', false],
    ['memory/se*ch', 'memory', 'search', false],
    ['*', 'git', 'log', true],
  ])('the pattern %s on %s/%s', (pattern, serviceId, name, allowed) => {
    expect(allows(client({ tools: [pattern] }), serviceId, tool(name))).toBe(allowed)
  })

  test('tool patterns open the services they name, for reading prompts and resources too', () => {
    const identity = client({ tools: ['memory/search*'] })
    expect(allows(identity, 'memory', null)).toBe(true)
    expect(allows(identity, 'git', null)).toBe(false)
  })

  test.each<[unknown, boolean]>([
    [true, true],
    [false, false],
    [undefined, false],
    ['true', false],
    [1, false],
  ])('read-only takes the hint %s for %s', (hint, allowed) => {
    expect(allows(client({ readOnly: true }), 'memory', tool('x', hint))).toBe(allowed)
  })

  test('read-only leaves prompts and resources', () => {
    expect(allows(client({ readOnly: true }), 'memory', null)).toBe(true)
  })
})

describe('where a token works', () => {
  test.each<[Partial<TokenScope>, string, string, string | null]>([
    [{}, 'memory', 'memory', null],
    [{ profile: 'work' }, 'gateway', 'work', null],
    [{ profile: 'work' }, 'gateway', 'default', 'use /mcp/work'],
    [{ profile: 'work' }, 'gateway', 'memory', 'use /mcp/work'],
    [{ profile: 'work' }, 'memory', 'memory', 'use /mcp/work'],
    // A service's own port is not the profile of the same name.
    [{ profile: 'memory' }, 'memory', 'memory', 'use /mcp/memory'],
    [{ services: ['git'] }, 'memory', 'memory', 'may not use "memory"'],
    [{ services: ['git'] }, 'git', 'git', null],
    [{ services: ['git'] }, 'gateway', 'default', null],
  ])('%j on the port of %s at %s', (scope, port, endpointId, words) => {
    const refusal = checkAddress(client(scope), port, endpointId)
    if (words === null) expect(refusal).toBeNull()
    else
      expect(refusal).toMatchObject({ guard: 'scope', status: 403, message: expect.stringContaining(words) })
  })
})
