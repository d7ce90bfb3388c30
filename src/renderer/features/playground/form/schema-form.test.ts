import { describe, expect, it } from 'vitest'
import { initialValue, withoutGaps } from './form-value'
import { kindOf, resolveSchema, type JsonSchema } from './json-schema'
import { validateValue } from './validate-value'

const root: JsonSchema = {
  type: 'object',
  required: ['name', 'tags', 'place'],
  $defs: {
    place: { type: 'object', required: ['city'], properties: { city: { type: 'string', minLength: 2 } } },
  },
  properties: {
    name: { type: 'string', maxLength: 5, pattern: '^[a-z]+$' },
    age: { type: ['integer', 'null'], minimum: 0, maximum: 150 },
    size: { enum: ['small', 'large'], default: 'small' },
    tags: { type: 'array', minItems: 1, items: { type: 'string' } },
    place: { $ref: '#/$defs/place' },
  },
}
const errorsOf = (value: unknown): Record<string, string> => validateValue(value, root, root)

describe('the form of a schema', () => {
  it('picks a control for each kind, through references and nullable types', () => {
    const kinds = Object.values(root.properties ?? {}).map((part) => kindOf(resolveSchema(part, root)))
    expect(kinds).toEqual(['string', 'integer', 'enum', 'array', 'object'])
    expect(kindOf({ anyOf: [{ type: 'string' }, { type: 'null' }] })).toBe('string')
    expect(kindOf({ oneOf: [{ type: 'string' }, { type: 'number' }] })).toBe('choice')
    expect(kindOf({})).toBe('json')
  })

  it('survives a reference to itself', () => {
    const loop: JsonSchema = { $defs: { a: { $ref: '#/$defs/a' } } }
    expect(kindOf(resolveSchema({ $ref: '#/$defs/a' }, loop))).toBe('json')
  })

  it('starts with defaults and what is required', () => {
    expect(withoutGaps(initialValue(root, root, true))).toEqual({ size: 'small', tags: [null], place: {} })
  })

  it('says what to mend, at the place', () => {
    expect(errorsOf({ name: 'TOOLONG', age: -1, size: 'huge', tags: [], place: { city: 'x' } })).toEqual({
      '/name': 'At most 5 characters.',
      '/age': 'At least 0.',
      '/size': 'Choose one of the listed values.',
      '/tags': 'At least 1 entries.',
      '/place/city': 'At least 2 characters.',
    })
    expect(errorsOf({ name: 'ada', tags: [null, 'x'], place: { city: 'Ulm' } })).toEqual({
      '/tags/0': 'This is required.',
    })
    expect(errorsOf({})).toEqual({
      '/name': 'This is required.',
      '/tags': 'This is required.',
      '/place': 'This is required.',
    })
    expect(errorsOf({ name: 'ada', age: null, tags: ['x'], place: { city: 'Ulm' } })).toEqual({})
    expect(errorsOf({ name: 'ada', age: 1.5, tags: ['x'], place: { city: 'Ulm' } })).toEqual({
      '/age': 'This must be a whole number.',
    })
  })
})
