import { expect, test } from 'vitest'
import { LineSplitter } from './json-lines'

function split(chunks: string[], maxLength = 10): string[] {
  const seen: string[] = []
  const splitter = new LineSplitter(
    (line) => seen.push(line),
    () => seen.push('(overflow)'),
    maxLength,
  )
  for (const chunk of chunks) splitter.push(chunk)
  splitter.flush()
  return seen
}

test.each([
  [['one\ntwo\n'], ['one', 'two']],
  [
    ['on', 'e\r\nt', 'wo'],
    ['one', 'two'],
  ],
  [['\n\n', 'x\n'], ['x']],
  [['0123456789\n'], ['0123456789']],
  [
    ['0123456789a', 'b\nnext\n'],
    ['(overflow)', 'next'],
  ],
  [['a line without an end'], ['(overflow)']],
  [
    ['12345678901', '2', '3\n', 'ok\n12345678901\n'],
    ['(overflow)', 'ok', '(overflow)'],
  ],
])('%j', (chunks, lines) => expect(split(chunks)).toEqual(lines))
