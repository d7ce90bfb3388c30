import { expect, test } from 'vitest'
import { NamedPaths } from './named-paths'

test('a path stands for itself and for what is below it', () => {
  const named = new NamedPaths(['src', 'docs/a.md', 'inner'])
  const files = ['src/a/b.ts', 'src', 'docs/a.md', 'docs/b.md', 'srcs', 'a/src', 'inner/', 'inner/x']
  expect(files.filter((file) => named.has(file))).toEqual([
    'src/a/b.ts',
    'src',
    'docs/a.md',
    'inner/',
    'inner/x',
  ])
  expect(named.without(['src/a/b.ts', 'docs/b.md', 'inner/'])).toEqual(['docs/a.md'])
  expect(new NamedPaths(['.']).has('any/file')).toBe(true)
  expect(new NamedPaths(['.', 'gone']).without([])).toEqual(['gone'])
})

test('git is not handed thousands of paths', () => {
  expect(new NamedPaths(['a', 'b', 'a']).pathspecs()).toEqual(['a', 'b'])
  expect(new NamedPaths(Array.from({ length: 2_000 }, (_, n) => `f${n}`)).pathspecs()).toEqual([])
  const long = Array.from({ length: 40 }, (_, n) => `${'\u6f22'.repeat(4_000)}${n}`)
  expect(new NamedPaths(long).pathspecs()).toEqual([])
})
