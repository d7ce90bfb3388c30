import { expect, test } from 'vitest'
import { createRandom } from '../../../tests/support/random'
import { isSevere, isTagged } from './compress/critical'
import { isDecisionLine, isErrorLine } from './contract/critical-lines'

test.each([
  'src/a.ts(3,7): error TS2322: Type is not assignable',
  'error[E0382]: borrow of moved value',
  'make: *** [Makefile:3: all] Error 2',
  'npm error code ENOENT',
  'npm ERR! code ENOENT',
  'Error while loading the module',
  'Failed to open the file',
  'exit code: -1',
  'job 7 exited with code 137',
  'suite-7-FAILED-41',
])('%j is an error line for both', (line) => {
  expect(isSevere(line)).toBe(true)
  expect(isErrorLine(line)).toBe(true)
})

test.each([
  'exit code 0',
  'no errors found',
  'Errors are values',
  'error [TS2322',
  'myError 2x',
  'it Failed to',
])('%j is none for both', (line) => {
  expect(isSevere(line)).toBe(false)
  expect(isErrorLine(line)).toBe(false)
})

test('compressor and checker, written apart, find the same lines among random ones', () => {
  const random = createRandom(12)
  const signs =
    'error Error ERROR ERR! Exception npm exit exited with code status fatal level FAILED|Failed to|TODO|decision|[|]|:|=|"|-|_|0|1|42|TS7|E03| |  |é|\t|x'
      .split('|')
      .flatMap((sign, at) => (at === 0 ? sign.split(' ') : [sign]))
  let errors = 0
  for (let n = 0; n < 40_000; n++) {
    const line = random.some(signs, 12).join(random.pick(['', ' ']))
    if (isSevere(line)) errors++
    expect(isErrorLine(line), JSON.stringify(line)).toBe(isSevere(line))
    expect(isDecisionLine(line), JSON.stringify(line)).toBe(isTagged(line))
  }
  expect(errors).toBeGreaterThan(1_000)
})
