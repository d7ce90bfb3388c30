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
  ['/usr/bin/anything --load ./s', 's.py'],
  ['/bin/bash OUTSIDE/one', '../outside/one'],
  ['OUTSIDE/one', '../outside/one'],
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
  '/bin/bash -s s.sh',
  '/usr/bin/python3 - s.py',
  '/usr/bin/python3 -W s.py ./module',
  '/usr/bin/node --require ./s s.mjs',
  '/usr/bin/node --require=module s.mjs',
  '/usr/bin/node -rmodule s.mjs',
  '/usr/bin/node ./main s.mjs',
  '/usr/bin/java -cp . Main',
  '/usr/bin/awk -f missing.awk',
  '/usr/bin/sed -f -',
  '/usr/bin/git --exec-path=. status',
  '/usr/bin/vim -s s.sh',
  '/usr/bin/anything /proc/self/status',
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

test.each([
  ['/usr/bin/git', '-c', 'alias.z=!sh ./s.sh', 'z'],
  ['/usr/bin/awk', 'BEGIN{system("sh ./s.sh")}'],
  ['/usr/bin/gawk', 'BEGIN{while (("./s.sh") | getline line) print line}'],
  ['/usr/bin/gawk', '-F', ',', '@include "s"'],
  ['/usr/bin/sed', 'e ./s.sh'],
  ['/usr/bin/sed', 's/a/b/e', 's.sh'],
  ['/usr/bin/sed', '-n', '-e', 'p', '-e', '1e sh s.sh'],
  ['/usr/bin/php', '-r', 'include "./s.sh";', 's.py'],
  ['/usr/bin/node', '-p', 'require("./s")', 's.py'],
])('%s %j: a text that may start or read more is not known', (program, ...args) =>
  expect(lookAt(program, ...args).isKnown).toBe(false),
)

test.each([
  ['/usr/bin/awk', '-F:', '{print $1, NR}', 's.py'],
  ['/usr/bin/sed', '-n', '2,5p', 's.py'],
  ['/usr/bin/sed', '-E', 's/one\\/two/three/g', 's.py'],
  ['/usr/bin/git', 'commit', '-m', 'Say why: "it is so"'],
])('%s %j: a plain text is', (program, ...args) => expect(lookAt(program, ...args).isKnown).toBe(true))

test('what may name more files than are looked at is not known', () => {
  expect(lookAt('/usr/bin/anything', `-${'n'.repeat(2_000)}fs.sh`).isKnown).toBe(false)
  const words = Array.from({ length: 2_000 }, (_, n) => `w${n}`).join(' ')
  expect(lookAt('/usr/bin/anything', words).isKnown).toBe(false)
})

test('a program too large to be read each time is known by its marks', () => {
  truncateSync(join(folder, 'tool'), 60 * 1024 * 1024)
  const before = look('FOLDER/tool')
  expect(before.isKnown).toBe(true)
  truncateSync(join(folder, 'tool'), 61 * 1024 * 1024)
  expect(look('FOLDER/tool').program).not.toEqual(before.program)
})

test('folders, plain words and the empty device are no code', () => {
  expect(look('/bin/cat /dev/null module word')).toMatchObject({ files: [], isKnown: true })
})
