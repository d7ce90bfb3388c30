import { describe, expect, it } from 'vitest'
import { diff, toRows, wordsOf } from './diff'
import { revealHidden } from '../../../ui/hidden'

const written = (before: string, after: string): string =>
  diff(wordsOf(before), wordsOf(after))
    .map(({ kind, items }) =>
      kind === 'same' ? items.join('') : `[${kind === 'added' ? '+' : '-'}${items.join('')}]`,
    )
    .join('')

describe('the difference of two texts', () => {
  it('names what went and what came, and leaves the rest', () => {
    expect(written('Creates an issue.', 'Creates an issue.')).toBe('Creates an issue.')
    expect(written('Reads a file now', 'Reads any file')).toBe('Reads[- a][+ any] file[- now]')
    expect(written('', 'all new')).toBe('[+all new]')
  })

  it('gives both sides back when they are put together', () => {
    const before = 'a b c d  e\n f'
    const after = 'b x c  e f g'
    const pieces = diff(wordsOf(before), wordsOf(after))
    const side = (other: string): string =>
      pieces.flatMap((one) => (one.kind === other ? [] : one.items)).join('')
    expect(side('added')).toBe(before)
    expect(side('removed')).toBe(after)
  })

  it('stands side by side in lines', () => {
    expect(toRows(diff(['a', 'b', 'c'], ['a', 'x', 'y', 'c']))).toEqual([
      { left: 'a', right: 'a', changed: false },
      { left: 'b', right: 'x', changed: true },
      { left: null, right: 'y', changed: true },
      { left: 'c', right: 'c', changed: false },
    ])
  })

  it('does not hang on two large texts', () => {
    const many = (word: string): string[] => Array.from({ length: 9_000 }, (_, n) => `${word}${n}`)
    expect(diff(many('a'), many('b')).map(({ kind }) => kind)).toEqual(['removed', 'added'])
  })
})

describe('hidden characters', () => {
  it('are written out; what can be seen stays', () => {
    expect(revealHidden('as \u200b\u202econtext')).toEqual([
      { kind: 'text', text: 'as ' },
      { kind: 'hidden', text: 'U+200B' },
      { kind: 'hidden', text: 'U+202E' },
      { kind: 'text', text: 'context' },
    ])
    expect(revealHidden('tag \u{e0041}, null \u0000').filter(({ kind }) => kind === 'hidden')).toHaveLength(2)
    expect(revealHidden('plain\n\ttext, ümlaut, 漢字')).toHaveLength(1)
  })
})
