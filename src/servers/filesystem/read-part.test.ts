import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Folders } from '../kit/folders/folders'
import { readPart, type TextPart } from './read-part'

let root: string
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'omni-part-'))
})
afterAll(() => rmSync(root, { recursive: true }))

async function part(content: string | Buffer, offset: number, length: number): Promise<TextPart> {
  writeFileSync(join(root, 'f'), content)
  return await new Folders([root]).read('f', async (open) => await readPart(open, offset, length))
}

test.each(['plain text of one byte each', 'x\u00e9\u6f22\u{1f600}'.repeat(9), '\u{1f600}'.repeat(9)])(
  '%s comes whole, whatever the length of the parts',
  async (text) => {
    for (let length = 4; length < 20; length++) {
      let read = ''
      for (let offset: number | null = 0; offset !== null;) {
        const { content, nextOffset } = await part(text, offset, length)
        read += content
        offset = nextOffset
      }
      expect(read, `${length}`).toBe(text)
    }
  },
)

test('a place inside of a character means the next one, and one behind the end nothing', async () => {
  expect(await part('\u6f22\u6f22', 1, 16)).toEqual({
    content: '\u6f22',
    offset: 3,
    nextOffset: null,
    size: 6,
  })
  expect(await part('abc', 9, 16)).toEqual({ content: '', offset: 9, nextOffset: null, size: 3 })
})

test.each([
  ['continuations of nothing', Buffer.alloc(40, 0x80)],
  ['another encoding', Buffer.from('\u00e4\u00bf\u00bfn\u00f6\u00bf\u00e4'.repeat(6), 'latin1')],
  ['every byte', Buffer.from(Array.from({ length: 256 }, (_, at) => 255 - at))],
])('bytes that are no UTF-8 are gone through as well, and none is left out: %s', async (_what, bytes) => {
  for (const length of [4, 7, 16]) {
    const parts: [number, number][] = []
    for (let offset: number | null = 0; offset !== null && parts.length < bytes.length;) {
      const { offset: begin, nextOffset } = await part(bytes, offset, length)
      parts.push([begin, nextOffset ?? bytes.length])
      offset = nextOffset
    }
    const ends = parts.map(([, end]) => end)
    expect(ends.at(-1)).toBe(bytes.length)
    expect(parts.map(([begin]) => begin)).toEqual([0, ...ends.slice(0, -1)])
  }
})
