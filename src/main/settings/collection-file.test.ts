import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { memoryLogger } from '../../../tests/support/memory-logger'
import { openCollection } from './collection-file'

const Thing = z.object({ id: z.string(), size: z.number() })

let home: string
beforeEach(() => void (home = mkdtempSync(join(tmpdir(), 'omni-collection-'))))
afterEach(() => rmSync(home, { recursive: true }))

const file = () => join(home, 'things.json')
const open = () =>
  openCollection(file(), Thing, 'things', { epochMs: () => Date.UTC(2026, 10, 21), log: memoryLogger() })
const read = () => JSON.parse(readFileSync(file(), 'utf8')) as { items: unknown[]; [more: string]: unknown }

test('starts empty, writes nothing by itself, and keeps what is put, for the owner only', () => {
  const things = open()
  expect([things.items(), readdirSync(home)]).toEqual([[], []])
  things.put({ id: 'a', size: 1 })
  things.put({ id: 'b', size: 2 })
  things.put({ id: 'a', size: 3 })
  expect(open().items()).toEqual([
    { id: 'a', size: 3 },
    { id: 'b', size: 2 },
  ])
  expect(statSync(file()).mode & 0o777).toBe(0o600)
  things.remove('b')
  expect(open().items()).toEqual([{ id: 'a', size: 3 }])
})

test('an item that does not fit is told and stays in the file until one of its id is stored', () => {
  const bad = { id: 'bad', size: 'large' }
  writeFileSync(file(), JSON.stringify({ format: 2, future: 1, items: [bad, 7, { id: 'a', size: 1 }] }))
  const things = open()
  expect(things.items()).toEqual([{ id: 'a', size: 1 }])
  expect(things.warnings.join()).toContain('bad')
  things.put({ id: 'b', size: 2 })
  expect(read()).toMatchObject({ format: 2, future: 1 })
  expect(read().items).toEqual([{ id: 'a', size: 1 }, { id: 'b', size: 2 }, bad, 7])
  things.put({ id: 'bad', size: 9 })
  expect(read().items).toEqual([{ id: 'a', size: 1 }, { id: 'b', size: 2 }, { id: 'bad', size: 9 }, 7])
})

test('of two items with one id the later counts', () => {
  writeFileSync(
    file(),
    JSON.stringify({
      items: [
        { id: 'a', size: 1 },
        { id: 'a', size: 2 },
      ],
    }),
  )
  expect(open().items()).toEqual([{ id: 'a', size: 2 }])
})

test.each(['{"items": [{"id": "a"', '', '[]', '\u0000'])(
  'keeps %j aside and uses the last good copy',
  (text) => {
    open().put({ id: 'a', size: 1 })
    writeFileSync(file(), text)
    const things = open()
    expect(things.items()).toEqual([{ id: 'a', size: 1 }])
    const kept = readdirSync(home).find((name) => name.startsWith('things.corrupt-')) ?? ''
    expect(readFileSync(join(home, kept), 'utf8')).toBe(text)
    expect(things.warnings[0]).toContain(kept)
  },
)

test('what cannot be stored is not there either', () => {
  const things = open()
  things.put({ id: 'a', size: 1 })
  rmSync(home, { recursive: true })
  expect(() => things.put({ id: 'b', size: 2 })).toThrow(
    expect.objectContaining({ code: 'DATA_DIR_UNWRITABLE' }),
  )
  expect(things.items()).toEqual([{ id: 'a', size: 1 }])
  home = mkdtempSync(join(tmpdir(), 'omni-collection-'))
})
