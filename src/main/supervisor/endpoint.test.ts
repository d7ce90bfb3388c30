import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { newEndpoint, removeEndpoint } from './endpoint'

const root = mkdtempSync(join(tmpdir(), 'om-end-'))
afterAll(() => rmSync(root, { recursive: true }))

test('each start has another name in a directory of this user alone', () => {
  const runDir = join(root, 'run')
  const [one, two] = [newEndpoint(runDir, 'linux'), newEndpoint(runDir, 'linux')]
  expect(one).not.toBe(two)
  expect(statSync(runDir).mode & 0o777).toBe(0o700)
})

test('a path too long for a socket is refused before anything starts', () => {
  expect(() => newEndpoint(join(root, 'x'.repeat(100)), 'linux')).toThrow(/too long for a socket/)
})

test('Windows gets a named pipe', () => {
  expect(newEndpoint('C:\\run', 'win32')).toMatch(/^\\\\\.\\pipe\\omnimind-[0-9a-f]{32}$/)
})

test('the stale socket file goes, and a missing one is fine', () => {
  const endpoint = newEndpoint(root, 'linux')
  writeFileSync(endpoint, '')
  removeEndpoint(endpoint)
  removeEndpoint(endpoint)
  expect(existsSync(endpoint)).toBe(false)
})
