import { describe, expect, it } from 'vitest'
import type { ToolReview } from '@shared/contract/trust'
import type { Finding, TrustState } from '@shared/domain/catalog'
import { filterReviews, sortReviews } from './review-order'

const review = (name: string, trust: TrustState, tokens: number, findings: Finding[] = []): ToolReview => ({
  serviceId: name.startsWith('a') ? 'alpha' : 'beta',
  tool: { name, definition: { description: `About ${name}` }, fingerprint: name, trust, findings },
  approved: null,
  approvedAt: null,
  tokens,
})
const lying: Finding = { kind: 'lying-annotation', text: 'It lies.' }
const all = [
  review('b-old', 'trusted', 90),
  review('a-old', 'trusted', 10),
  review('b-new', 'new', 50),
  review('a-changed', 'changed', 20),
  review('a-lying', 'new', 30, [lying]),
]
const names = (reviews: ToolReview[]): string[] => reviews.map(({ tool }) => tool.name)

describe('tools to look at', () => {
  it('stand first: changed, then new, those with findings before the others', () => {
    expect(names(sortReviews(all, 'trust'))).toEqual(['a-changed', 'a-lying', 'b-new', 'a-old', 'b-old'])
  })

  it('are sorted by their cost, and back by name', () => {
    expect(names(sortReviews(all, '-tokens'))[0]).toBe('b-old')
    expect(names(sortReviews(all, '-tool'))).toEqual(['b-old', 'b-new', 'a-old', 'a-lying', 'a-changed'])
  })

  it('are found by state, service and words', () => {
    const find = (part: object) => names(filterReviews(all, { text: '', serviceId: '', state: '', ...part }))
    expect(find({ state: 'waiting', serviceId: 'alpha' })).toEqual(['a-changed', 'a-lying'])
    expect(find({ state: 'findings' })).toEqual(['a-lying'])
    expect(find({ text: 'about B-' })).toEqual(['b-old', 'b-new'])
    expect(find({ state: 'no such state' })).toHaveLength(5)
  })
})
