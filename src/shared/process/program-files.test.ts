import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryDirectory } from '../../../tests/support/temporary-directory'
import { isProgramFile, joinedPath, pathFolders } from './program-files'

test('relative and empty parts of a PATH are passed over', () => {
  expect(pathFolders(['.', '/usr/bin', '', 'bin', '/bin'].join(delimiter))).toEqual(['/usr/bin', '/bin'])
  expect(pathFolders(undefined)).toEqual([])
})

test('of two PATHs every folder stands once, the first one first', () => {
  const [shell, own] = [['/b', '/a'].join(delimiter), ['/a', '', '/c'].join(delimiter)]
  expect(joinedPath(shell, own)).toBe(['/b', '/a', '/c'].join(delimiter))
  expect(joinedPath('', '/c')).toBe('/c')
})

test('a program is a file that may be executed', () => {
  const folder = temporaryDirectory()
  const file = (name: string, mode: number): string => {
    writeFileSync(join(folder, name), '')
    chmodSync(join(folder, name), mode)
    return join(folder, name)
  }
  mkdirSync(join(folder, 'folder'))
  expect(isProgramFile(file('program', 0o755), 'linux')).toBe(true)
  const data = file('data', 0o644)
  expect([isProgramFile(data, 'linux'), isProgramFile(data, 'win32')]).toEqual([false, true])
  expect(isProgramFile(join(folder, 'folder'))).toBe(false)
  expect(isProgramFile(join(folder, 'missing'))).toBe(false)
})
