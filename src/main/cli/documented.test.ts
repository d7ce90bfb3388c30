import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import { errorCodes } from '@shared/errors'
import { exitCodes } from '@shared/exit-codes'
import { commands } from './run'

const page = (name: string): string =>
  readFileSync(resolve(import.meta.dirname, '../../../docs', name), 'utf8')
const firstCells = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map((match) => match[1] ?? '')

it('docs/errors.md explains every code, and no other', () => {
  expect(firstCells(page('errors.md'), /^\| `([A-Z_]+)` \|/gm)).toEqual([...errorCodes])
})

it('docs/cli.md names every exit code and every command', () => {
  const text = page('cli.md')
  expect(firstCells(text, /^\| (\d+) \|/gm).map(Number)).toEqual(Object.values(exitCodes))
  for (const { name } of commands) expect(text).toMatch(new RegExp(`^\\| \`${name}\\b`, 'm'))
})
