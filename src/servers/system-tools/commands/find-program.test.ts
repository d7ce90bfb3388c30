import { describe, expect, test } from 'vitest'
import { findProgram, type ProgramSearch } from './find-program'

function search(files: string[], more: Partial<ProgramSearch> = {}): ProgramSearch {
  return {
    platform: 'linux',
    path: '/usr/local/bin:/usr/bin',
    isWritableByClients: () => false,
    isProgram: (file) => files.includes(file),
    ...more,
  }
}
const windows = (files: string[]): ProgramSearch =>
  search(files, { platform: 'win32', path: 'C:\\Tools;C:\\Windows\\System32' })

describe('on POSIX', () => {
  test('the first folder of PATH that has it wins', () => {
    expect(findProgram('git', search(['/usr/bin/git', '/usr/local/bin/git']))).toBe('/usr/local/bin/git')
    expect(findProgram('git', search(['/usr/bin/git']))).toBe('/usr/bin/git')
  })

  test('relative and empty parts of PATH, and folders clients write to, are passed over', () => {
    const path = ':.:bin:/shared/bin:/usr/bin'
    const files = ['git', 'bin/git', '/shared/bin/git', '/usr/bin/git']
    const isWritableByClients = (folder: string): boolean => folder.startsWith('/shared')
    expect(findProgram('git', search(files, { path, isWritableByClients }))).toBe('/usr/bin/git')
  })

  test('one that stands only where clients write is told apart from one that is missing', () => {
    const path = '/shared/bin:/usr/bin'
    const isWritableByClients = (folder: string): boolean => folder.startsWith('/shared')
    const shared = search(['/shared/bin/tool'], { path, isWritableByClients })
    expect(() => findProgram('tool', shared)).toThrow(
      '/shared/bin/tool lies in a folder where clients can write',
    )
    expect(() => findProgram('other', shared)).toThrow('not on the PATH')
  })

  test('an absolute path is itself', () => {
    expect(findProgram('/opt/../opt/x', search(['/opt/x']))).toBe('/opt/x')
  })

  test.each(['./x', '../x', 'bin/x', 'missing', 'ls -la', '/missing', 'a\0b', '$(x)'])(
    '%j is refused',
    (command) => {
      expect(() => findProgram(command, search(['./x', 'bin/x']))).toThrow()
    },
  )

  test('names that end like Windows scripts are names', () => {
    expect(findProgram('x.bat', search(['/usr/bin/x.bat']))).toBe('/usr/bin/x.bat')
  })
})

describe('on Windows', () => {
  test('programs are found by name, with or without their extension', () => {
    const files = ['C:\\Windows\\System32\\where.exe', 'C:\\Tools\\git.exe']
    expect(findProgram('git', windows(files))).toBe('C:\\Tools\\git.exe')
    expect(findProgram('where.exe', windows(files))).toBe('C:\\Windows\\System32\\where.exe')
  })

  // CVE-2024-27980: cmd.exe reads the arguments of scripts anew.
  test.each(['x.bat', 'x.CMD', 'x.bat.', 'x.cmd ', 'x.cmd. .', 'C:\\Tools\\x.bat', 'x'])(
    '%j is refused as a script',
    (command) => {
      const files = ['C:\\Tools\\x.bat', 'C:\\Tools\\x.CMD']
      expect(() => findProgram(command, windows(files))).toThrow('Windows script')
    },
  )

  test.each(['C:x', '.\\x', 'Tools/x', 'a:b'])('%j is refused as a relative path', (command) => {
    expect(() => findProgram(command, windows([]))).toThrow('relative path')
  })
})
