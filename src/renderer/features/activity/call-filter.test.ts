import { describe, expect, it } from 'vitest'
import { countMore, filterKeys, toFilter, type FilterTexts } from './call-filter'

const none = Object.fromEntries(filterKeys.map((key) => [key, ''])) as FilterTexts
const NOW = 1_795_000_000_000

describe('the filter of the address', () => {
  it('is empty without choices, and leaves out what nobody can read', () => {
    expect(toFilter(none, NOW)).toEqual({ text: '' })
    const odd = { ...none, outcome: 'exploded', era: 'stone', slower: 'much', from: 'once' }
    expect(toFilter(odd, NOW)).toEqual({ text: '' })
  })

  it('reads a span as a time, which wins over from and to', () => {
    const texts = { ...none, since: '1h', from: '2026-01-01T00:00', to: '2026-01-02T00:00' }
    expect(toFilter(texts, NOW)).toEqual({ text: '', fromMs: NOW - 3_600_000 })
    const { fromMs, toMs } = toFilter({ ...texts, since: '' }, NOW)
    expect((toMs ?? 0) - (fromMs ?? 0)).toBe(86_400_000)
  })

  it('carries every choice', () => {
    const texts = { ...none, q: 'x', outcome: 'refused', era: 'stateless', slower: '250', contents: 'y' }
    expect(toFilter(texts, NOW)).toEqual({
      text: 'x',
      outcome: 'refused',
      era: 'stateless',
      slowerThanMs: 250,
      contents: 'y',
    })
    expect(countMore(texts)).toBe(3)
  })
})
