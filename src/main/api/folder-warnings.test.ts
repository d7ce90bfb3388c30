import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SettingField } from '@shared/domain/manifest'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { folderWarnings } from './folder-warnings'

const fields: SettingField[] = ['folder', 'text'].map((of) => ({
  key: of,
  label: '',
  help: '',
  value: { type: 'list', of: of as 'folder', default: [], maxItems: 9, maxLength: 999 },
}))
let root: string
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'omni-folders-'))
  mkdirSync(join(root, 'home', 'services', 'memory'), { recursive: true })
  mkdirSync(join(root, 'projects'))
  writeFileSync(join(root, 'file'), '')
  symlinkSync(join(root, 'home'), join(root, 'link'))
})
afterAll(() => rmSync(root, { recursive: true, force: true }))
const warnings = async (...folder: string[]): Promise<string[]> =>
  (await folderWarnings(fields, { folder, text: ['/no/such'] }, join(root, 'home'))).map((one) => one.message)

test.each([
  ['none', 'There is no such folder.'],
  ['file/inside', 'There is no such folder.'],
  ['file', 'This is a file, not a folder.'],
  ['home', 'clients are given nothing of it'],
  ['link', 'clients are given nothing of it'],
  ['home/services/memory', 'clients can read and change'],
])('%s is told to the person', async (path, text) => {
  expect(await warnings(join(root, path))).toEqual([expect.stringContaining(text)])
})

test('what can be used is not told, nor what is no folder by its kind', async () => {
  expect(await warnings(join(root, 'projects'), root, '~')).toEqual([])
})

test('a relative path of an older version is told', async () => {
  expect(await warnings('projects')).toEqual([expect.stringContaining('not a full path')])
})
