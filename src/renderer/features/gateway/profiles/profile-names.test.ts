import { describe, expect, it } from 'vitest'
import type { ToolReview } from '@shared/contract/trust'
import { defaultProfile, type Profile } from '@shared/domain/profile'
import { idFrom, offerOf, profileTools } from './profile-names'

const review = (serviceId: string, name: string, trust: 'trusted' | 'new' = 'trusted'): ToolReview => ({
  serviceId,
  tool: { name, definition: { name, description: '1234' }, fingerprint: name, trust, findings: [] },
  approved: null,
  approvedAt: null,
  tokens: 100,
})
const reviews = [review('a', 'read'), review('a', 'write'), review('b', 'read'), review('b', 'new', 'new')]
const names = (part: Partial<Profile>): string[] =>
  profileTools({ ...defaultProfile, ...part }, reviews, ['a', 'b']).map(({ name }) => name)

describe('the names of a profile', () => {
  it('carry their service, or not, as chosen', () => {
    expect(names({})).toEqual(['a__read', 'a__write', 'b__read', 'b__new'])
    expect(names({ naming: 'plain', services: ['b', 'a'] })).toEqual(['read', 'new', 'a__read', 'write'])
    expect(names({ tools: { 'a/read': { name: 'look' } } })[0]).toBe('look')
  })

  it('are plain by themselves while that is clear', () => {
    expect(names({ naming: 'auto' })[0]).toBe('a__read')
    expect(names({ naming: 'auto', services: ['a'] })[0]).toBe('read')
    expect(names({ naming: 'auto', tools: { 'b/read': { enabled: false } } })[0]).toBe('read')
  })

  it('say where a tool cannot have the name chosen for it', () => {
    const tools = { 'a/write': { name: 'look' }, 'b/read': { name: 'look' } }
    const clashing = profileTools({ ...defaultProfile, tools }, reviews, ['a', 'b'])
    expect(clashing.filter(({ clashes }) => clashes).map(({ key }) => key)).toEqual(['b/read'])
  })
})

it('only enabled and trusted tools are offered; a shorter description costs less', () => {
  const tools = { 'a/write': { enabled: false }, 'b/read': { description: '' } }
  expect(offerOf(profileTools({ ...defaultProfile, tools }, reviews, ['a', 'b']))).toEqual({
    count: 2,
    tokens: 199,
  })
})

it('a title becomes an id', () => {
  expect(['My Project!', '2nd Café', '  --  '].map(idFrom)).toEqual(['my-project', 'nd-cafe', ''])
})
