import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const folder = import.meta.dirname
const compressor = /from '(?:\.\.?\/)+compress\//
const checker = /from '(?:\.\.?\/)+contract\//
const sources = (name: string): string[] =>
  readdirSync(join(folder, name), { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  )

/** A checker that shares code with what it checks shares its mistakes. */
test.each([
  ['contract', [compressor, /from '(?:\.\.\/)+(?:originals|tools)\//]],
  ['compress', [checker]],
] as const)('nothing in %s imports from the other', (name, forbidden) => {
  const files = sources(name)
  expect(files.length).toBeGreaterThan(5)
  for (const file of files) {
    const text = readFileSync(join(folder, name, file), 'utf8')
    for (const pattern of forbidden) expect(text, file).not.toMatch(pattern)
  }
})
