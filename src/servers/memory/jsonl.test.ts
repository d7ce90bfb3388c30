import { expect, test } from 'vitest'
import { fromJsonl, toJsonl } from './jsonl'

const graph = {
  entities: [{ name: 'Ada', entityType: 'person', observations: ['a\nb', '\ud83d'] }],
  relations: [{ from: 'Ada', to: 'Bob', relationType: 'knows' }],
}

test('what is written is read again', () => {
  expect(fromJsonl(toJsonl(graph))).toEqual(graph)
  expect(fromJsonl('\n  \n')).toEqual({ entities: [], relations: [] })
  expect(fromJsonl(toJsonl(graph).replaceAll('\n', '\r\n'))).toEqual(graph)
})

test.each(['{', '{"type":"thing"}', '{"type":"entity","name":"Ada"}', '7'])(
  'the line %j is refused by its number',
  (line) => {
    expect(() => fromJsonl(`${toJsonl(graph)}\n\n${line}`)).toThrow(/^Line 4 is not a line of a memory file/)
  },
)
