import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { serveJail, type Jailed } from './filesystem-support'

let world: Jailed
beforeAll(async () => {
  world = await serveJail()
})
afterAll(async () => await world.close())

/** Names that resemble an attack and are none. */
const names = [
  '..hidden', '...', '....', '.....', '. .', '.. ', ' ..', '..a', 'a..', 'a..b', '..%2f', '..%2fout%2ff', '%2e%2e', '%2e%2e%2f',
  '%252e%252e', '%00', 'f%00.txt', '%', '%%', '%c0%af', '..\\out', 'a\\b', '\\', '~', '~root', '-rf', '--help', '-', '*', '?', '[a]',
  '{a,b}', '$HOME', '$(id)', '`id`', ';', 'a;b', '&&', '|', '>', '"', "'", '#', '!', '@', '=', ':', 'a:b', 'f::$DATA', 'CON', 'nul', 'aux.txt',
  'COM1', 'f.', 'f ', ' f', 'tab\tname', 'new\nline', '\u202efdp.exe', '\ufeffbom', '\u200b', '\uff0e\uff0e', '\u2215', '\u0000a'.slice(1), 'e\u0301',
  '\u00e9\u00e9', '\u{1f600}', 'etc', 'passwd', 'proc', 'self', 'con.git', '.gitignore', '.ssh', '.env', '__proto__', 'constructor', 'file:', 'http:',
  'x'.repeat(255), '\u6f22'.repeat(85), 'jail', 'jail_evil', 'a,b', 'a b c', '..;', '.;', 'undefined', 'null', '0', 'f (deleted)', '.omnimind-tmp',
] // prettier-ignore

/** Ways to write a path that end inside. */
const ways: [string, (jail: string) => string][] = [
  ['relative', () => 'd/f'],
  ['with a dot', () => './d/f'],
  ['with dots in the middle', () => 'd/./f'],
  ['with a parent inside', () => 'd/../d/f'],
  ['out and in again', (jail) => `${jail}/../jail/d/f`],
  ['with two slashes', (jail) => `${jail}//d//f`],
  ['with three slashes before', (jail) => `//${jail}/d/f`],
  ['with a slash after', (jail) => `${jail}/d/f/`],
  ['absolute', (jail) => `${jail}/d/f`],
  ['through the root', (jail) => `/..${jail}/d/f`],
  ['with a missing directory and back', () => 'missing/../d/f'],
  ['from the name of the jail', () => '../jail/d/f'],
]

describe('legal names that look like attacks', () => {
  test('there are at least 100 of them', () => {
    expect(new Set(names).size).toBe(names.length)
    expect(names.length + ways.length).toBeGreaterThanOrEqual(100)
  })

  test.each(names.map((name) => [JSON.stringify(name).slice(0, 40), name]))('%s', async (_, name) => {
    const path = join(world.jail, 'names', name)
    await world.call('create_directory', { path: 'names' })
    expect(await world.call('write_file', { path, content: name })).toMatchObject({ isError: false })
    expect(readFileSync(path, 'utf8')).toBe(name)
    expect(await world.call('read_text_file', { path })).toMatchObject({ isError: false, text: name })
    expect((await world.call('list_directory', { path: 'names' })).text).toContain(`[FILE] ${name}`)
    expect((await world.call('undo_edit')).isError).toBe(false)
  })

  test.each(ways)('a path %s', async (_, path) => {
    expect(await world.call('read_text_file', { path: path(world.jail) })).toMatchObject({ text: 'inside' })
  })
})
