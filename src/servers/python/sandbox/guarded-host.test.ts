import { expect, test } from 'vitest'
import { guarded, type GuardedCalls } from './guarded-host'

/** Whatever is done with it is an escape: it notes that and fails. */
function trap(touched: string[]): never {
  const note = (): never => {
    touched.push('touched')
    throw new Error('touched')
  }
  const traps = { get: note, getPrototypeOf: note, ownKeys: note, has: note, apply: note }
  return new Proxy(() => {}, traps) as never
}

function host(called: unknown[][]): GuardedCalls {
  const note =
    (name: string) =>
    (...values: unknown[]): string => {
      called.push([name, ...values])
      return 'text'
    }
  const names = ['settle', 'output', 'changed', 'file', 'after', 'random', 'decode', 'encode']
  return guarded(Object.fromEntries(names.map((name) => [name, note(name)])) as never)
}

test('an object in the place of any argument is refused and not looked at', () => {
  const touched: string[] = []
  const called: unknown[][] = []
  const calls = host(called)
  const object = trap(touched)
  for (const name of ['settle', 'file', 'random', 'encode'] as const) expect(calls[name](object)).toBeNull()
  for (const [name, first] of [
    ['output', 1],
    ['after', 1],
    ['changed', 'path'],
    ['decode', 'bytes'],
  ] as const) {
    expect(calls[name](object, 'text')).toBeNull()
    expect(calls[name](first, object)).toBeNull()
  }
  expect([touched, called]).toEqual([[], []])
})

test('text and numbers pass; what is thrown, and an answer that is no text, do not', () => {
  const called: unknown[][] = []
  expect(host(called).output(1, 'text')).toBe('text')
  expect(host(called).file('name')).toBe('text')
  expect(called).toEqual([
    ['output', 1, 'text'],
    ['file', 'name', undefined],
  ])
  const failing = guarded({
    file: () => {
      throw new Error('of the process')
    },
    encode: () => ({}) as never,
  } as never)
  expect(failing.file('name')).toBeNull()
  expect(failing.encode('text')).toBeUndefined()
})
