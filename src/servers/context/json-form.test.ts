import { expect, test } from 'vitest'
import { createRandom, type Random } from '../../../tests/support/random'
import { parseJson } from './compress/json/parse'
import { writeJson } from './compress/json/table'
import { decodeTable } from './contract/json-table'

/** The compact form of a JSON text; null when the text is to be left alone. */
function compact(text: string): string | null {
  const { node, end } = parseJson(text, 0)
  return node === null || end !== text.length ? null : writeJson(node)
}

test.each([
  ['[{"id":1,"name":"Ann"},{"id":2,"name":"Bob, jr"}]', '#2{id,name}\n1,Ann\n2,"Bob, jr"'],
  ['[{"a":{"x":1,"y":"p"}},{"a":{"x":2,"y":"q"}}]', '#2{a{x,y}}\n1,p\n2,q'],
  ['[{"a":1,"t":"User"},{"a":2,"t":"User"}]', '#2{a,t=User}\n1\n2'],
  ['[{"a":1},{"a":2,"b":null}]', '#2{a,b}\n1,\n2,null'],
  [
    '{"n":[1e400,-0,1.0,0.10],"s":["1","true","","~5","#1"," x"]}',
    '{n:[1e400,-0,1.0,0.10],s:["1","true","","~5","#1"," x"]}',
  ],
  ['{"caf\\u00e9":"\\ud83d\\/","empty":{},"none":[]}', '{"caf\\u00e9":"\\ud83d\\/",empty:{},none:[]}'],
])('%s', (text, form) => {
  expect(compact(text)).toBe(form)
  expect(decodeTable(form)).toBe(text)
})

test.each([
  '{"a":1,"a":2}',
  '{"a":1,"\\u0061":2}',
  '[1,]',
  '{"a":01}',
  '"\\x"',
  '['.repeat(200) + ']'.repeat(200),
])('leaves alone what is no plain JSON, or has a key twice: %s', (text) => {
  expect(compact(text)).toBeNull()
})

test('random JSON comes back byte for byte', () => {
  const random = createRandom(3)
  let tables = 0
  for (let n = 0; n < 4_000; n++) {
    const text = anyValue(random, 4)
    const form = compact(text)
    if (form === null) throw new Error(`Not read: ${text}`)
    if (form.includes('#')) tables++
    expect(decodeTable(form), form).toBe(text)
  }
  expect(tables).toBeGreaterThan(1_000)
})

const numbers = ['0', '-0', '1e400', '-1.50', '2E-7', '12345678901234567890', '0.1']
const texts = [
  'a',
  '',
  'null',
  'true',
  '-0',
  '1e5',
  '007',
  'a,b',
  '{x}',
  '[y]',
  '#3{a}',
  '~4',
  ' lead',
  'trail ',
  'q"q',
  'back\\',
  'ü漢👩',
  'x:y',
  'a=b',
  '\n',
  '\u0000',
  '\u2028',
  'https://e.org/a?b=c#d',
  '|',
  '\ud83d',
  '\u007f',
]
const keys = ['id', 'name', 'a b', '', 'x:y', 'k=v', 'ü', '#', '~1', 'deep', '__proto__', '1', 'quo"te']

function anyValue(random: Random, depth: number): string {
  const kind = random.below(depth > 0 ? 8 : 3)
  if (kind === 0) return random.pick(numbers)
  if (kind === 1) return random.pick(['true', 'false', 'null'])
  if (kind === 2) return JSON.stringify(random.pick(texts))
  if (kind <= 4) return anyObject(random, depth, random.some(keys, 5))
  if (kind === 5)
    return `[${Array.from({ length: random.below(5) }, () => anyValue(random, depth - 1)).join(',')}]`
  const columns = [...new Set(random.some(keys, 4)), 'z']
  const rows = Array.from({ length: 2 + random.below(4) }, () =>
    anyObject(random, depth, random.chance(0.7) ? columns : columns.filter(() => random.chance(0.8))),
  )
  return `[${rows.join(',')}]`
}

function anyObject(random: Random, depth: number, names: readonly string[]): string {
  const members = [...new Set(names)].map((key) => `${JSON.stringify(key)}:${anyValue(random, depth - 1)}`)
  return `{${members.join(',')}}`
}
