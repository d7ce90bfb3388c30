import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { externalEnvironment } from '@shared/process/external-environment'
import { atHome } from '@shared/process/terminal-lookup'
import { findCommand } from './find-command'

let one: string
let two: string
beforeAll(() => {
  one = mkdtempSync(join(tmpdir(), 'omni-path-'))
  two = mkdtempSync(join(tmpdir(), 'omni-path-'))
  for (const [folder, name, mode] of [
    [two, 'tool', 0o755],
    [one, 'data', 0o644],
    [two, 'data', 0o755],
    [two, 'npx.cmd', 0o644],
    [two, 'npx', 0o644],
    [two, 'python3.11.exe', 0o644],
  ] as const) {
    writeFileSync(join(folder, name), '')
    chmodSync(join(folder, name), mode)
  }
  mkdirSync(join(one, 'tool'))
})
afterAll(() => {
  for (const folder of [one, two]) rmSync(folder, { recursive: true })
})
const path = () => ['relative', '', one, two].join(delimiter)
const find = (command: string) => findCommand(command, { path: path(), platform: 'linux' })

test('a name is looked up on the PATH: folders and files that may not be run are passed over', () => {
  expect(find('tool')).toEqual({ kind: 'found', path: join(two, 'tool') })
  expect(find('data')).toEqual({ kind: 'found', path: join(two, 'data') })
})

test('a full path is taken as it is', () => {
  expect(find(join(two, 'tool'))).toEqual({ kind: 'found', path: join(two, 'tool') })
  expect(find(join(one, 'data'))).toMatchObject({ kind: 'missing', message: expect.stringContaining(one) })
  expect(atHome('~/x')).toBe(join(homedir(), 'x'))
  expect(atHome('~other/x')).toBe('~other/x')
})

test('what is missing is told with where to get it', () => {
  expect(find('uvx')).toMatchObject({
    kind: 'missing',
    nextStep: expect.stringContaining('docs.astral.sh/uv'),
  })
  expect(find('docker')).toMatchObject({ nextStep: expect.stringContaining('Docker Desktop') })
  expect(find('./tool')).toMatchObject({ kind: 'missing', message: expect.stringContaining('full path') })
})

test('on Windows a name gets the endings of programs, a name with one does not', () => {
  const options = { path: path(), platform: 'win32', pathExt: '.EXE;.CMD'.toLowerCase() } as const
  expect(findCommand('npx', options)).toEqual({ kind: 'found', path: join(two, 'npx.cmd') })
  expect(findCommand('npx.cmd', options)).toEqual({ kind: 'found', path: join(two, 'npx.cmd') })
  expect(findCommand('python3.11', options)).toEqual({ kind: 'found', path: join(two, 'python3.11.exe') })
})

test('the environment of a server has nothing of ours and none of the secrets of the shell', () => {
  const source = {
    HOME: '/home/me',
    LANG: 'C',
    Path: 'no',
    OMNIMIND_HOME: '/x',
    ELECTRON_RUN_AS_NODE: '1',
    NODE_OPTIONS: '--x',
    GITHUB_TOKEN: 'secret',
  }
  expect(externalEnvironment('/bin', { KEY: 'v', LANG: 'de' }, source)).toEqual({
    HOME: '/home/me',
    LANG: 'de',
    PATH: '/bin',
    KEY: 'v',
  })
})
