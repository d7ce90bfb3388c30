import {
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { changeableCode, type ChangeableCode } from './changeable-code'

let folder: string
let outside: string
beforeEach(() => {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'omni-code-')))
  folder = join(base, 'folder')
  outside = join(base, 'outside')
  for (const one of [folder, outside, join(folder, 'module')]) mkdirSync(one)
  for (const name of ['s.sh', 's.py', 's.mjs', 'p.mjs', 'tool']) write(name, 'before')
  writeFileSync(join(outside, 'one'), 'one')
  writeFileSync(join(outside, 'two'), 'two')
  return () => rmSync(base, { recursive: true })
})

const write = (name: string, text: string): void => writeFileSync(join(folder, name), text)
const look = (line: string): ChangeableCode => {
  const [program = '', ...args] = line.replaceAll('FOLDER', folder).split(' ')
  return changeableCode({ program, args }, folder, [folder])
}

test.each([
  ['FOLDER/tool', 'tool'],
  ['/bin/bash s.sh', 's.sh'],
  ['/bin/bash -o errexit s.sh', 's.sh'],
  ['/usr/bin/python3 -W ignore s.py', 's.py'],
  ['/usr/bin/python3.12 -u FOLDER/s.py x', 's.py'],
  ['/usr/bin/node --import ./p.mjs ./s.mjs', 'p.mjs'],
  ['/usr/bin/node --import ./p.mjs ./s.mjs', 's.mjs'],
  ['/usr/bin/node --import=./p.mjs ./s.mjs', 'p.mjs'],
  ['/usr/bin/node -r./p.mjs ./s.mjs', 'p.mjs'],
  ['/usr/bin/awk -fs.py', 's.py'],
  ['/usr/bin/anything --config=s.py', 's.py'],
  ['/usr/bin/anything module/../s.py', 's.py'],
])('%s is another thing when %s changes', (line, name) => {
  const before = look(line)
  expect(before.isKnown).toBe(true)
  expect(look(line)).toEqual(before)
  write(name, 'after')
  expect(look(line)).not.toEqual(before)
})

describe('links', () => {
  test.each(['FOLDER/link', '/bin/sh link', '/usr/bin/anything --config=link'])(
    '%s is another thing when it leads elsewhere, outside of the folders',
    (line) => {
      const turn = (name: string): ChangeableCode => {
        rmSync(join(folder, 'link'), { force: true })
        symlinkSync(join(outside, name), join(folder, 'link'))
        return look(line)
      }
      const before = turn('one')
      expect(before.isKnown).toBe(true)
      expect(turn('two')).not.toEqual(before)
    },
  )

  test('one outside that leads inside is followed', () => {
    symlinkSync(join(folder, 's.sh'), join(outside, 'link'))
    const line = `/bin/sh ${join(outside, 'link')}`
    const before = look(line)
    write('s.sh', 'after')
    expect(look(line)).not.toEqual(before)
  })
})

test.each([
  '/usr/bin/env python3 s.py',
  '/usr/bin/make',
  '/usr/bin/timeout 5 FOLDER/tool',
  '/usr/bin/xargs s.sh',
  '/usr/bin/nice s.sh',
  '/usr/bin/nohup s.sh',
  '/usr/bin/npx s.mjs',
  '/usr/bin/npm run build',
  '/bin/sh -c ./s.sh',
  '/usr/bin/python3 -m s',
  '/usr/bin/python3 -mmodule s.py',
  '/usr/bin/python3 module s.py',
  '/usr/bin/node --test',
  '/usr/bin/node --import ./p.mjs ./s',
  '/bin/bash',
  '/bin/bash missing.sh',
])('%s runs what is not seen', (line) => expect(look(line).isKnown).toBe(false))

test('a program called by a link is what it leads to', () => {
  symlinkSync('/usr/bin/env', join(folder, 'plain'))
  expect(look('FOLDER/plain s.sh').isKnown).toBe(false)
})

test('too much, together as well, is not known', () => {
  truncateSync(join(folder, 's.sh'), 30 * 1024 * 1024)
  expect(look('/bin/sh s.sh').isKnown).toBe(true)
  truncateSync(join(folder, 's.py'), 30 * 1024 * 1024)
  expect(look('/bin/sh s.sh s.py').isKnown).toBe(false)
})

test('files elsewhere, folders and plain words are no code of clients', () => {
  expect(look('/bin/cat /etc/passwd module word')).toMatchObject({ files: [], isKnown: true })
})
