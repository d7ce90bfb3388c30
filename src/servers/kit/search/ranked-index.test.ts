import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createRankedTables, openRankedIndex, type RankedIndex } from './ranked-index'
import { queryTerms } from './search-words'

let db: Database.Database
let index: RankedIndex
beforeEach(() => {
  db = new Database(':memory:')
  createRankedTables(db, 'notes')
  index = openRankedIndex(db, 'notes', 'rowid >= @least')
})
afterEach(() => void db.close())

const put = (id: number, text: string, around = '', title = ''): void =>
  index.put(id, { title, text, around })
const own = (query: string): number[] => index.rank(queryTerms(query), 10).own

test('finds inflections, accents and parts of runs without spaces', () => {
  put(1, 'She walked through the café')
  put(2, '東京都に行きました')
  expect(own('walking')).toEqual([1])
  expect(own('cafe')).toEqual([1])
  expect(own('京都')).toEqual([2])
  expect(own('都')).toEqual([2])
  expect(own('に行')).toEqual([2])
  expect(own('北京')).toEqual([])
})

test('ss and ß are one spelling, in any case', () => {
  put(1, 'Die Größe der Straße')
  put(2, 'DIE GRÖSSE')
  put(3, 'Flussstraße, missing')
  for (const query of ['größe', 'Grösse', 'GRÖSSE', 'grosse'])
    expect(own(query).toSorted(), query).toEqual([1, 2])
  for (const query of ['flussstrasse', 'FLUSSSTRASSE']) expect(own(query), query).toEqual([3])
  expect(own('strasse')).toEqual([1])
  expect(own('missed')).toEqual([3])
})

test('a word of a neighbour is found by the window only, after one of its own', () => {
  put(1, 'the answer', 'Paris')
  put(2, 'about Paris', 'the answer')
  const { own, window } = index.rank(queryTerms('paris'), 10)
  expect(own).toEqual([2])
  expect(window).toEqual([2, 1])
  put(3, 'nothing', 'Rome')
  expect(index.rank(queryTerms('rome'), 10)).toEqual({ own: [], window: [3] })
})

test('a word of the title counts more', () => {
  put(1, 'budget and some more')
  put(2, 'and some more of it', '', 'budget')
  expect(own('budget')).toEqual([2, 1])
})

test('replaces, removes and filters', () => {
  put(1, 'old words')
  put(1, 'new words')
  put(2, 'new words')
  expect(own('old')).toEqual([])
  expect(index.rank(queryTerms('new'), 10, { least: 2 }).own).toEqual([2])
  index.remove(2)
  expect(own('new')).toEqual([1])
})

test('words in too many rows are left out as long as there are rarer ones', () => {
  db.transaction(() => {
    for (let id = 1; id <= 20_001; id++) put(id, id === 7 ? 'common rare' : 'common')
  })()
  expect(own('common rare')).toEqual([7])
  expect(own('common')).toEqual(Array.from({ length: 10 }, (_, n) => 20_001 - n))
  expect(index.rank(queryTerms('common'), 2, { least: 20_001 }).own).toEqual([20_001])
})
