import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { changeableCode } from './changeable-code'
import { commandQuestion, type Command } from './command-question'
import type { Sandbox } from './sandbox'

let folder: string
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'omni-question-')))
  mkdirSync(join(folder, 'lib'))
  for (const name of ['data.txt', 's.sh', 's.py', 's.mjs', 'lib/main']) writeFileSync(join(folder, name), 'x')
  return () => rmSync(folder, { recursive: true })
})

const none: Sandbox = { kind: 'none', why: '', isBroken: false }
const ask = (program: string, ...args: string[]): ReturnType<typeof commandQuestion> => {
  const command = { program: program.replace('FOLDER', folder), args, cwd: folder, input: undefined, env: {} }
  return commandQuestion(command, changeableCode(command, folder), none, true)
}
const askLine = (line: string): ReturnType<typeof commandQuestion> => {
  const [program = '', ...args] = line.split(' ')
  return ask(program, ...args)
}
const offered = ({ lasting }: ReturnType<typeof commandQuestion>): string[] => Object.keys(lasting)
const eachTime = ({ details }: ReturnType<typeof commandQuestion>): string | undefined =>
  details.find(({ label }) => label === 'Asked each time')?.value

test.each(['/bin/ls -la', '/usr/bin/grep -rn x lib', '/usr/bin/cat data.txt', '/usr/bin/uname -a'])(
  '%s only reads, so there is an answer for good',
  (line) => {
    expect(offered(askLine(line))).toEqual(['always', 'never'])
    expect(eachTime(askLine(line))).toBeUndefined()
  },
)

test.each([
  ['/usr/bin/cat data.txt', 'always'],
  ['/bin/sh data.txt', 'always-whatever-it-loads'],
] as const)('%s: an "%s" does not hold for another file, nor for a link in its place', (line, choice) => {
  const key = (): string | undefined => askLine(line).lasting[choice]
  const before = key()
  expect(before).toBeDefined()
  expect(key()).toBe(before)
  writeFileSync(join(folder, 'data.txt'), 'y')
  expect(key()).not.toBe(before)
  rmSync(join(folder, 'data.txt'))
  symlinkSync(join(folder, 's.sh'), join(folder, 'data.txt'))
  expect(key()).not.toBe(before)
})

test.each(['/usr/bin/cat /proc/self/status', '/bin/sh /proc/self/status'])(
  '%s: what it names cannot be compared the next time, so it is allowed once, or never',
  (line) => {
    expect(offered(askLine(line))).toEqual(['never'])
    expect(eachTime(askLine(line))).toContain('files')
  },
)

describe('a never', () => {
  const never = (more: Partial<Command>): string | undefined => {
    const command = { program: '/bin/sh', args: ['s.sh'], cwd: folder, input: undefined, env: {}, ...more }
    return commandQuestion(command, changeableCode(command, folder), none, true).lasting.never
  }

  test('is of the program, the arguments and the folder, whatever else differs', () => {
    const before = never({})
    writeFileSync(join(folder, 's.sh'), 'y')
    expect(never({ input: 'x', env: { LC_ALL: 'C' } })).toBe(before)
    const others = [{ program: '/bin/bash' }, { args: ['s.sh', ''] }, { cwd: join(folder, 'lib') }]
    for (const other of others) expect(never(other)).not.toBe(before)
  })

  test('says so where there is more', () => {
    const labels = (input?: string): string[] => {
      const command = { program: '/bin/sh', args: [], cwd: folder, input, env: {} }
      const { details } = commandQuestion(command, changeableCode(command, folder), none, true)
      return details.map(({ label }) => label)
    }
    expect(labels('x')).toContain('Never')
    expect(labels()).not.toContain('Never')
  })
})

describe('what may run code that is not seen is allowed for good only with the caution', () => {
  const cautioned = ['always-whatever-it-loads', 'never']

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
    '/bin/sh s.sh',
    'FOLDER/s.sh',
    '/usr/bin/python3 s.py',
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
    '/usr/bin/anything --load ./s',
    '/usr/bin/java -cp . Main',
    '/usr/bin/awk -f missing.awk',
    '/usr/bin/sed -f -',
    '/usr/bin/git --exec-path=. status',
    '/usr/bin/git status',
    '/usr/bin/vim -s s.sh',
    '/usr/bin/find lib -type f -exec sh {} ;',
    '/usr/bin/fd -x sh',
    '/usr/bin/run-parts lib',
    '/usr/bin/tar -C lib -I ./main',
    '/usr/bin/sort --compress-program=./s.sh data.txt',
    '/usr/bin/busybox cat data.txt',
  ])('%s', (line) => {
    expect(offered(askLine(line))).toEqual(cautioned)
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
    ['/usr/bin/bash', '-cx', 'cd lib; . ./main', 'data.txt'],
    ['/usr/bin/bash', '-ce', 'cd lib; . ./main', 'data.txt'],
    ['/usr/bin/sh', '-cu', 'cd lib; . ./main', 'data.txt'],
    ['/usr/bin/python3', '-Bcimport pkg', 'data.txt'],
    ['/usr/bin/perl', '-neBEGIN{unshift @INC,"."} use Foo', 'data.txt'],
    ['/usr/bin/ruby', '-neputs 1', 'data.txt'],
    ['/usr/bin/taskset', '1', 'bash', '-c', 'cd lib; . ./main'],
    ['/usr/bin/flock', 'data.txt', 'bash', '-c', 'cd lib; . ./main'],
    ['/usr/bin/rsync', '-e', 'bash -c "cd lib; . ./main"', 'a:b', 'c'],
  ])('%s %j', (program, ...args) => expect(offered(ask(program, ...args))).toEqual(cautioned))

  test('a program of that name where others may write', () => {
    for (const program of [
      'FOLDER/cat',
      '/usr/local/bin/cat',
      '/usr/bin/../../tmp/cat',
      'C:\\bin\\cat',
      '\\bin\\cat',
    ])
      expect(offered(ask(program, 'data.txt')), program).toEqual(cautioned)
  })

  test('a program called by a link', () => {
    symlinkSync('/usr/bin/env', join(folder, 'cat'))
    expect(offered(ask('FOLDER/cat', 's.sh'))).toEqual(cautioned)
  })
})
