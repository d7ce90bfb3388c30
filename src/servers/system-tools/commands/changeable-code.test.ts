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
  const [program = '', ...args] = line.replaceAll('FOLDER', folder).replaceAll('OUTSIDE', outside).split(' ')
  return changeableCode({ program, args }, folder)
}
/** Items apart by spaces of their own. */
const lookAt = (program: string, ...args: string[]): ChangeableCode =>
  changeableCode({ program, args }, folder)

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
  ['/usr/bin/sed -nfs.py data', 's.py'],
  ['/usr/bin/awk -f ./s.py data', 's.py'],
  ['/usr/bin/anything -xvfs.py', 's.py'],
  ['/usr/bin/anything --action=exec=./s.sh', 's.sh'],
  ['/usr/bin/anything @s.py', 's.py'],
  ['/bin/bash OUTSIDE/one', '../outside/one'],
  ['OUTSIDE/one', '../outside/one'],
])('%s is another thing when %s changes', (line, name) => {
  const before = look(line)
  expect(before.isWhole).toBe(true)
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
      expect(before.isWhole).toBe(true)
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

test.each(['/bin/cat /proc/self/status', '/usr/bin/anything --from=/proc/self/status'])(
  '%s: what is made when it is read cannot be looked at',
  (line) => expect(look(line).isWhole).toBe(false),
)

test('too much, together as well, is not looked at', () => {
  truncateSync(join(folder, 's.sh'), 30 * 1024 * 1024)
  expect(look('/bin/sh s.sh').isWhole).toBe(true)
  truncateSync(join(folder, 's.py'), 30 * 1024 * 1024)
  expect(look('/bin/sh s.sh s.py').isWhole).toBe(false)
})

test('what may name more files than are looked at is not whole', () => {
  expect(lookAt('/usr/bin/anything', `-${'n'.repeat(2_000)}fs.sh`).isWhole).toBe(false)
  const words = Array.from({ length: 2_000 }, (_, n) => `w${n}`).join(' ')
  expect(lookAt('/usr/bin/anything', words).isWhole).toBe(false)
  const most = Array.from({ length: 250 }, (_, n) => `w${n}`)
  expect(lookAt('/usr/bin/anything', ...most).isWhole).toBe(true)
})

test('a program too large to be read each time is known by its marks', () => {
  truncateSync(join(folder, 'tool'), 60 * 1024 * 1024)
  const before = look('FOLDER/tool')
  expect(before.isWhole).toBe(true)
  truncateSync(join(folder, 'tool'), 61 * 1024 * 1024)
  expect(look('FOLDER/tool').program).not.toEqual(before.program)
})

test('plain words and the empty device are no files; a folder is, without what lies in it', () => {
  const path = join(folder, 'module')
  const before = look('/bin/cat /dev/null module word')
  expect(before).toMatchObject({ files: [{ path, is: 'folder' }], isWhole: true })
  write('module/one', 'new')
  expect(look('/bin/cat /dev/null module word')).toEqual(before)
  rmSync(path, { recursive: true })
  symlinkSync(outside, path)
  expect(look('/bin/cat /dev/null module word')).not.toEqual(before)
})
