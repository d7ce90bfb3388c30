import { expect, test } from 'vitest'
import { createRandom } from '../../../tests/support/random'
import { shapeOf } from './compress/logs/shape'
import { lineShapes } from './contract/line-shape'

const checkers = lineShapes()
const compressors = (line: string): string => shapeOf(line, 0, line.length)

test.each([
  [
    '081109 203615 148 INFO dfs.DataNode: blk_38 of 10.250.7.244:50010',
    '# # # INFO dfs.DataNode: blk_# of #',
  ],
  ['2015-07-29 17:41:41,536 - WARN', '# #:#,# - WARN'],
  ['connect to msra-sa-41:8030', 'connect to #'],
  ['alt0 and ee0 and scip0', 'alt# and ee# and scip#'],
  ['0x1b85fe80 a1b2 12ab _12', '# # # _#'],
  ['clients6.google.com:443 open', '# open'],
  ['read_error.790 error 60', 'read_error.# error #'],
  ['no numbers here - at all.', 'no numbers here - at all.'],
  ['', ''],
  ['Größe 5, 漢字7', 'Größe #, 漢字#'],
])('the shape of %j', (line, shape) => {
  expect(compressors(line)).toBe(shape)
  expect(checkers(line)).toBe(shape)
})

test('compressor and checker, written apart, see one shape in random lines', () => {
  const random = createRandom(11)
  const signs = [
    'a',
    'b',
    'Z',
    '_',
    '0',
    '1',
    '9',
    '.',
    '-',
    ':',
    ' ',
    '/',
    'é',
    '\ud83d',
    '\t',
    ',',
    '12',
    'x3',
  ]
  for (let n = 0; n < 20_000; n++) {
    const line = random.some(signs, 24).join('')
    expect(checkers(line), JSON.stringify(line)).toBe(compressors(line))
  }
})
