import { homedir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { absolutePath } from './requested-path'

describe('the path a request means', () => {
  test.runIf(process.platform !== 'win32').each([
    ['a/b', '/base/a/b'],
    ['', '/base'],
    ['../x', '/x'],
    ['/a/./b/../c/', '/a/c'],
    ['~/notes', join(homedir(), 'notes')],
    ['~notes', '/base/~notes'],
    ['..%2fx', '/base/..%2fx'],
    ['\\\\host\\share', '/base/\\\\host\\share'],
  ])('%j is %j', (requested, expected) => {
    expect(absolutePath(requested, '/base')).toBe(expected)
  })

  test.each(['a\0b', '\ud800', 'x'.repeat(256), `${'x/'.repeat(2_100)}y`, 'C:\\x', 'c:/x'])(
    '%j is none',
    (requested) => {
      expect(() => absolutePath(requested, '/base', 'linux')).toThrow(/Access denied|ENAMETOOLONG/)
    },
  )

  test.each([
    'CON',
    'a/nul.txt',
    'com1',
    'LPT\u00b9',
    '\\\\?\\C:\\x',
    '\\\\host\\share',
    '//host/share',
    'f::$DATA',
    'f.',
    'f ',
    'a/b*c',
    'a\tb',
  ])('%j is none on Windows', (requested) => {
    expect(() => absolutePath(requested, '/base', 'win32')).toThrow('Access denied')
  })

  test.each(['console.log', 'a/./b', '../c', 'D:/x/y', '.hidden', 'communication'])(
    '%j is one on Windows',
    (requested) => {
      expect(() => absolutePath(requested, '/base', 'win32')).not.toThrow()
    },
  )
})
