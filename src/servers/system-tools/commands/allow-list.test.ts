import { describe, expect, test } from 'vitest'
import { allowedBy, parseAllowedCommand } from './allow-list'

describe('a line', () => {
  test.each([
    ['git', ['git']],
    ['  git   status ', ['git', 'status']],
    ['"C:\\Program Files\\x.exe" "two words" --a=b', ['C:\\Program Files\\x.exe', 'two words', '--a=b']],
    ['echo ""', ['echo', '']],
    ["echo 'a $HOME \\n * ; |", ['echo', "'a", '$HOME', '\\n', '*', ';', '|']],
  ])('%j', (text, items) => {
    const { command, args } = parseAllowedCommand(text)
    expect([command, ...args]).toEqual(items)
  })

  test.each(['', '   ', '"open', 'a "b', 'a "b"c', 'a b"c"', '""'])('%j cannot be read', (text) => {
    expect(() => parseAllowedCommand(text)).toThrow('cannot be read')
  })
})

describe('what it allows', () => {
  const list = ['git status', 'echo', '/opt/tool --flag'].map((text) => parseAllowedCommand(text))
  const find = (command: string): string | null => (command.startsWith('/') ? command : `/usr/bin/${command}`)
  const line = (program: string, ...args: string[]): string | null => allowedBy({ program, args }, list, find)

  test('begins with its items, each exactly', () => {
    expect(line('/usr/bin/git', 'status')).toBe('git status')
    expect(line('/usr/bin/git', 'status', '--short')).toBe('git status')
    expect(line('/usr/bin/echo')).toBe('echo')
    expect(line('/opt/tool', '--flag', 'x')).toBe('/opt/tool --flag')
  })

  test.each([
    ['/usr/bin/git'],
    ['/usr/bin/git', 'status '],
    ['/usr/bin/git', 'Status'],
    ['/usr/bin/git', '-c', 'x', 'status'],
    ['/usr/bin/git', 'status --short'],
    ['/tmp/git', 'status'],
    ['/usr/bin/echo2'],
    ['/opt/tool'],
  ])('not %s %j %j', (program, ...args) => {
    expect(line(program, ...args)).toBeNull()
  })
})
