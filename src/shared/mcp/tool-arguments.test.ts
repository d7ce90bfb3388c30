import { expect, it } from 'vitest'
import { checkToolArguments, MAX_ARGUMENT_BYTES, MAX_ARGUMENT_DEPTH } from './tool-arguments'

function nested(levels: number): Record<string, unknown> {
  let value: Record<string, unknown> = {}
  for (let level = 1; level < levels; level++) value = { value }
  return value
}
/** JSON of exactly `bytes` bytes. */
const sized = (bytes: number) => ({ a: 'x'.repeat(bytes - '{"a":""}'.length) })

it('lets the deepest and the largest pass', () => {
  expect(() => checkToolArguments(nested(MAX_ARGUMENT_DEPTH))).not.toThrow()
  expect(() => checkToolArguments(sized(MAX_ARGUMENT_BYTES))).not.toThrow()
})

it.each([
  [nested(MAX_ARGUMENT_DEPTH + 1), '64 levels'],
  [nested(100_000), '64 levels'],
  [sized(MAX_ARGUMENT_BYTES + 1), '4 MB'],
  // Fewer characters, but more bytes.
  [{ a: 'é'.repeat(MAX_ARGUMENT_BYTES / 2) }, '4 MB'],
])('refuses what is beyond, %#', (value, text) => {
  expect(() => checkToolArguments(value)).toThrow(
    expect.objectContaining({
      code: 'BAD_INPUT',
      message: expect.stringContaining(text),
      nextStep: expect.any(String),
    }),
  )
})
