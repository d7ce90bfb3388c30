import { describe, expect, it } from 'vitest'
import { unlimitedScope, type ClientToken } from '@shared/domain/client-token'
import { scopeWords, tokenStanding } from './words'

const titleOf = (id: string): string => id[0]?.toUpperCase() + id.slice(1)

describe('a token in words', () => {
  it('says what its owner may do', () => {
    expect(scopeWords(unlimitedScope, titleOf)).toBe('Everything')
    expect(scopeWords({ ...unlimitedScope, readOnly: true, services: ['memory', 'context'] }, titleOf)).toBe(
      'Reads only, of Memory, Context',
    )
    expect(
      scopeWords({ ...unlimitedScope, profile: 'web', tools: ['a/*', 'b/x', 'c/y', 'd/z'] }, titleOf),
    ).toBe('Everything, at the address of Web, limited to a/*, b/x, c/y and 1 more')
    expect(scopeWords({ ...unlimitedScope, services: [] }, titleOf)).toBe('Everything, of nothing')
  })

  it('says whether it works', () => {
    const token: ClientToken = {
      id: 't',
      name: 'T',
      createdAt: 0,
      expiresAt: 100,
      lastUsedAt: null,
      revokedAt: null,
      priority: 'normal',
      scope: unlimitedScope,
    }
    expect(tokenStanding(token, 99)).toBe('valid')
    expect(tokenStanding(token, 100)).toBe('expired')
    expect(tokenStanding({ ...token, revokedAt: 5 }, 99)).toBe('revoked')
  })
})
