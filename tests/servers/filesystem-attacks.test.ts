import { spawnSync } from 'node:child_process'
import {
  linkSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { SECRET, serveJail, type Jailed } from './filesystem-support'

let world: Jailed
beforeEach(async () => {
  world = await serveJail()
})
afterEach(async () => {
  // Whatever was tried, nothing came out and nothing went in.
  expect(readdirSync(world.outside)).toEqual(['f'])
  expect(readFileSync(join(world.outside, 'f'), 'utf8')).toBe(SECRET)
  await world.close()
})

const inJail = (name: string): string => join(world.jail, name)

/** What an attacker would try with a path; every answer must be an error that gives nothing away. */
const tries: [tool: string, args: (path: string) => Record<string, unknown>][] = [
  ['read_text_file', (path) => ({ path })],
  ['read_text_file', (path) => ({ path, tail: 1 })],
  ['read_media_file', (path) => ({ path })],
  ['write_file', (path) => ({ path, content: 'written by the attacker' })],
  ['edit_file', (path) => ({ path, edits: [{ oldText: 'the', newText: 'THE' }] })],
  ['move_file', (path) => ({ source: 'd/f', destination: `${path}/moved` })],
  ['move_file', (path) => ({ source: `${path}/x`, destination: 'stolen' })],
  ['create_directory', (path) => ({ path: `${path}/made` })],
  ['list_directory', (path) => ({ path })],
  ['list_directory_with_sizes', (path) => ({ path })],
  ['directory_tree', (path) => ({ path })],
  ['search_files', (path) => ({ path, pattern: '**' })],
]

async function expectRefused(path: string): Promise<void> {
  for (const [tool, args] of tries) {
    const { text, isError } = await world.call(tool, args(path))
    expect({ tool, path: path.slice(0, 60), text, isError }).toMatchObject({ isError: true })
    expect(text).not.toContain(SECRET)
  }
  const many = await world.call('read_multiple_files', { paths: ['d/f', path] })
  expect(many.text).not.toContain(SECRET)
}

describe('paths that try to leave', () => {
  test.each([
    ['a parent at the beginning', () => '../out/f'],
    ['a parent in the middle', () => 'd/../../out/f'],
    ['many parents', () => `${'../'.repeat(40)}etc/passwd`],
    ['an absolute path', () => '/etc/passwd'],
    ['the name of the jail as a prefix', () => `${world.jail}_evil/f`],
    ['the name of the jail with a digit', () => `${world.jail}2/f`],
    ['the parent of the jail', () => world.base],
    ['an absolute path with parents', () => `${world.jail}/../out/f`],
    ['a home directory', () => '~/.ssh/id_rsa'],
    ['/proc/self/root', () => `/proc/self/root${world.outside}/f`],
    ['/proc/self/cwd', () => '/proc/self/cwd/../../../etc/passwd'],
    ['/proc/self/environ', () => '/proc/self/environ'],
    ['/dev/fd/0', () => '/dev/fd/0'],
    ['/dev/zero', () => '/dev/zero'],
    ['a NUL character', () => `${world.outside}/f\0.txt`],
    ['a NUL character after a legal name', () => 'd/f\0'],
    ['a Windows drive', () => 'C:\\Windows\\win.ini'],
    ['a Windows drive with slashes', () => 'C:/Windows/win.ini'],
    ['half of a Unicode character', () => 'd/\ud800f'],
    ['a name of 300 bytes', () => 'x'.repeat(300)],
    ['a path of 4,097 bytes', () => `d/${'long-name/'.repeat(410)}`.slice(0, 4_097)],
  ])('%s', async (_, path) => {
    mkdirSync(`${world.jail}_evil`)
    writeFileSync(`${world.jail}_evil/f`, SECRET)
    await expectRefused(path())
    expect(readdirSync(`${world.jail}_evil`)).toEqual(['f'])
  })

  test.each([
    ['percent signs', '..%2fout%2ff'],
    ['percent signs for dots', '%2e%2e/out/f'],
    ['percent signs twice', '%252e%252e/out/f'],
    ['four dots', '....//out/f'],
    ['a backslash', '..\\out\\f'],
    ['full-width dots and slash', '\uff0e\uff0e\uff0fout\uff0ff'],
    ['a division slash', '..\u2215out\u2215f'],
    ['an overlong encoding', '..\u00c0\u00afout\u00c0\u00aff'],
    ['a URL', 'file:///etc/passwd'],
    ['a network name', '\\\\host\\share\\f'],
    ['a device prefix of Windows', '\\\\?\\C:\\f'],
  ])('%s: a name inside, never decoded', async (_, path) => {
    expect((await world.call('read_file', { path })).text).toContain('ENOENT')
    const written = await world.call('write_file', { path, content: 'literal' })
    if (path.includes('/')) expect(written.text).toContain('Parent directory does not exist')
    else expect(readFileSync(inJail(path), 'utf8')).toBe('literal')
  })
})

describe('the data of git', () => {
  test('is read and never changed, by any name and through any link', async () => {
    mkdirSync(inJail('repo/.git/hooks'), { recursive: true })
    writeFileSync(inJail('repo/.git/config'), '[core]')
    symlinkSync('repo/.git', inJail('data'))
    symlinkSync('repo/.git/config', inJail('config'))
    mkdirSync(inJail('bare'))
    const edits = [{ oldText: '[core]', newText: '[core] fsmonitor = x' }]
    for (const [tool, args] of [
      ['write_file', { path: 'repo/.git/config', content: 'x' }],
      ['write_file', { path: 'data/hooks/post-checkout', content: 'x' }],
      ['write_file', { path: 'config', content: 'x' }],
      ['write_file', { path: 'd/.git', content: 'gitdir: ../bare' }],
      ['write_file', { path: 'd/.GIT', content: 'gitdir: ../bare' }],
      ['edit_file', { path: 'config', edits }],
      ['move_file', { source: 'd/f', destination: 'data/hooks/pre-commit' }],
      ['move_file', { source: 'repo/.git/config', destination: 'd/config' }],
      ['move_file', { source: 'repo/.git', destination: 'd/moved' }],
      ['move_file', { source: 'bare', destination: 'd/.git' }],
      ['create_directory', { path: 'd/.git/hooks' }],
      ['create_directory', { path: 'data/info' }],
    ] as const)
      expect({ tool, args, ...(await world.call(tool, args)) }).toMatchObject({
        isError: true,
        text: expect.stringContaining('the data of git itself'),
      })
    expect(readdirSync(inJail('d'))).toEqual(['f'])
    expect(readdirSync(inJail('repo/.git'))).toEqual(['config', 'hooks'])
    expect((await world.call('read_text_file', { path: 'repo/.git/config' })).text).toBe('[core]')
    expect((await world.call('move_file', { source: 'repo', destination: 'moved' })).isError).toBe(false)
  })

  test('also of a repository without a working tree, which no order of calls makes', async () => {
    const settings =
      '[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tworktree = ..\n\tfsmonitor = "touch sang; :"\n'
    writeFileSync(inJail('d/HEAD'), 'ref: refs/heads/main')
    const steps = {
      HEAD: ['write_file', { path: 'x/HEAD', content: 'ref: refs/heads/main\n' }],
      'HEAD moved': ['move_file', { source: 'd/HEAD', destination: 'x/HEAD' }],
      objects: ['create_directory', { path: 'x/objects' }],
      refs: ['create_directory', { path: 'x/refs/heads' }],
      'refs moved': ['move_file', { source: 'd/refs', destination: 'x/refs' }],
      config: ['write_file', { path: 'x/config', content: settings }],
      commondir: ['write_file', { path: 'x/commondir', content: '../y' }],
    } as const
    const take = async (step: keyof typeof steps) => await world.call(steps[step][0], { ...steps[step][1] })
    for (const order of [
      ['HEAD', 'config', 'objects', 'refs'],
      ['config', 'refs', 'objects', 'HEAD'],
      ['objects', 'config', 'refs', 'HEAD moved'],
      ['config', 'HEAD', 'objects', 'refs moved'],
      ['config', 'HEAD', 'commondir'],
      ['commondir', 'HEAD'],
    ] as const) {
      mkdirSync(inJail('x'))
      mkdirSync(inJail('d/refs'), { recursive: true })
      writeFileSync(inJail('d/HEAD'), 'ref: refs/heads/main')
      const answers = []
      for (const step of order) answers.push(await take(step))
      expect(answers.map(({ isError }) => isError)).toEqual(order.map((_, n) => n === order.length - 1))
      expect(answers.at(-1)?.text).toContain('the data of git itself')
      rmSync(inJail('x'), { recursive: true })
    }
    mkdirSync(inJail('x'))
    const together = (['HEAD', 'config', 'objects', 'refs'] as const).map(take)
    expect((await Promise.all(together)).filter(({ isError }) => isError)).toHaveLength(1)
    const sings = (): boolean => {
      spawnSync('git', ['status'], { cwd: inJail('x'), env: { PATH: process.env['PATH'], HOME: world.base } })
      return readdirSync(world.jail).includes('sang')
    }
    expect(sings()).toBe(false)
    for (const name of ['objects', 'refs']) mkdirSync(inJail(`x/${name}`), { recursive: true })
    writeFileSync(inJail('x/HEAD'), 'ref: refs/heads/main\n')
    expect(sings(), 'the trap works once it is complete').toBe(true)
  })

  test('an existing repository without a working tree stays as it is, at every depth', async () => {
    expect(spawnSync('git', ['init', '--quiet', '--bare', inJail('store')]).status).toBe(0)
    for (const [tool, args] of [
      ['write_file', { path: 'store/config', content: 'x' }],
      ['write_file', { path: 'store/hooks/post-update', content: 'x' }],
      ['write_file', { path: 'store/objects/info/alternates', content: 'x' }],
      ['edit_file', { path: 'store/HEAD', edits: [{ oldText: 'ref', newText: 'reg' }] }],
      ['create_directory', { path: 'store/worktrees/w' }],
      ['move_file', { source: 'store/config', destination: 'd/config' }],
      ['move_file', { source: 'd/f', destination: 'store/hooks/pre-commit' }],
    ] as const)
      expect({ tool, args, ...(await world.call(tool, args)) }).toMatchObject({
        isError: true,
        text: expect.stringContaining('the data of git itself'),
      })
    expect((await world.call('read_text_file', { path: 'store/HEAD' })).isError).toBe(false)
    // What only resembles one is a directory like others.
    for (const [tool, args] of [
      ['create_directory', { path: 'app/objects/refs/HEAD' }],
      ['create_directory', { path: 'app/refs' }],
      ['create_directory', { path: 'app/hooks' }],
      ['write_file', { path: 'app/config', content: 'x' }],
      ['move_file', { source: 'store', destination: 'app/store' }],
    ] as const)
      expect({ tool, args, ...(await world.call(tool, args)) }).toMatchObject({ isError: false })
  })

  test('a working tree inside of its repository is a directory like others, and only it', async () => {
    const store = inJail('store')
    const git = (...args: string[]): string => {
      const author = ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.org']
      const env = { PATH: process.env['PATH'], HOME: world.base }
      const ran = spawnSync('git', [...author, ...args], { cwd: store, env, input: '', encoding: 'utf8' })
      expect(ran).toMatchObject({ status: 0 })
      return ran.stdout.trimEnd()
    }
    mkdirSync(store)
    git('init', '--quiet', '--bare')
    const commit = git('commit-tree', '-m', 'first', git('hash-object', '-t', 'tree', '-w', '--stdin'))
    git('worktree', 'add', '--quiet', '-b', 'work', 'main', commit)
    git('init', '--quiet', 'hooks/inner')
    for (const [tool, args] of [
      ['write_file', { path: 'store/main/a.txt', content: 'x' }],
      ['create_directory', { path: 'store/main/src/deep' }],
      ['write_file', { path: 'store/main/src/deep/b.txt', content: 'x' }],
      ['move_file', { source: 'store/main/a.txt', destination: 'store/main/src/a.txt' }],
    ] as const)
      expect({ tool, args, ...(await world.call(tool, args)) }).toMatchObject({ isError: false })
    for (const [tool, args] of [
      ['write_file', { path: 'store/config', content: 'x' }],
      ['write_file', { path: 'store/worktrees/main/config.worktree', content: 'x' }],
      ['write_file', { path: 'store/main/.git', content: 'gitdir: ../../d' }],
      ['move_file', { source: 'store/main', destination: 'd/main' }],
      ['move_file', { source: 'store/main/.git', destination: 'store/hooks/.git' }],
      ['move_file', { source: 'store/main/src', destination: 'store/src' }],
      ['write_file', { path: 'store/hooks/inner/post-update', content: 'x' }],
    ] as const)
      expect({ tool, args, ...(await world.call(tool, args)) }).toMatchObject({
        isError: true,
        text: expect.stringContaining('the data of git itself'),
      })
    // A repository inside of the working tree is one nevertheless.
    git('init', '--quiet', '--bare', 'main/other')
    expect(await world.call('write_file', { path: 'store/main/other/config', content: 'x' })).toMatchObject({
      isError: true,
    })
  })
})

describe('very long lists', () => {
  test('of paths and patterns are refused with the limit', async () => {
    const many = (count: number): string[] => Array.from({ length: count }, (_, n) => `missing-${n}`)
    for (const [tool, args] of [
      ['read_multiple_files', { paths: many(1_001) }],
      ['search_files', { path: '.', pattern: '**', excludePatterns: many(101) }],
      ['directory_tree', { path: '.', excludePatterns: many(101) }],
    ] as const)
      expect(await world.call(tool, args)).toMatchObject({
        isError: true,
        text: expect.stringMatching(/At most \d+ in one call, not \d+/),
      })
    expect((await world.call('read_multiple_files', { paths: many(1_000) })).text).toContain('missing-999')
  })
})

describe('links', () => {
  test('to a file outside', async () => {
    symlinkSync(join(world.outside, 'f'), inJail('link'))
    await expectRefused(inJail('link'))
  })

  test('to a directory outside, and what is in it', async () => {
    symlinkSync(world.outside, inJail('link'))
    for (const path of ['link', 'link/f', 'link/nothing', 'link/./f']) await expectRefused(path)
  })

  test('a chain of 40', async () => {
    symlinkSync(join(world.outside, 'f'), inJail('link0'))
    for (let n = 1; n < 40; n++) symlinkSync(`link${n - 1}`, inJail(`link${n}`))
    await expectRefused('link39')
  })

  test('a loop', async () => {
    symlinkSync('loop2', inJail('loop1'))
    symlinkSync('loop1', inJail('loop2'))
    symlinkSync('.', inJail('self'))
    await expectRefused('loop1')
    expect((await world.call('directory_tree', { path: '.' })).isError).toBe(false)
    expect((await world.call('search_files', { path: '.', pattern: '**/f' })).text).toBe(inJail('d/f'))
  })

  test('to nothing outside, then written', async () => {
    symlinkSync(join(world.outside, 'new'), inJail('link'))
    await expectRefused('link')
  })

  test('through /proc', async () => {
    symlinkSync('/proc/self/root/etc', inJail('link'))
    symlinkSync('/proc/self/environ', inJail('environment'))
    symlinkSync('/proc/self/fd/0', inJail('input'))
    for (const path of ['link/passwd', 'environment', 'input']) await expectRefused(path)
  })

  test('are named in lists and trees, but not entered', async () => {
    symlinkSync(world.outside, inJail('link'))
    expect((await world.call('list_directory', { path: '.' })).text).toBe('[DIR] d\n[FILE] link')
    expect(JSON.parse((await world.call('directory_tree', { path: '.' })).text)).toContainEqual({
      name: 'link',
      type: 'file',
    })
    expect((await world.call('search_files', { path: '.', pattern: '**' })).text).not.toContain('link')
  })

  test('a hard link is read, and its other name stays as it is when it is written', async () => {
    linkSync(join(world.outside, 'f'), inJail('twin'))
    expect((await world.call('read_file', { path: 'twin' })).text).toBe(SECRET)
    await world.call('write_file', { path: 'twin', content: 'changed' })
    expect(readFileSync(inJail('twin'), 'utf8')).toBe('changed')
  })
})

describe('what is no file', () => {
  test('a named pipe does not hang', async () => {
    expect(spawnSync('mkfifo', [inJail('pipe')]).status).toBe(0)
    await expectRefused('pipe')
  })

  test('a socket', async () => {
    const socket = createServer().listen(inJail('socket'))
    await new Promise((resolve) => socket.once('listening', resolve))
    await expectRefused('socket')
    await new Promise((resolve) => socket.close(resolve))
  })

  test.runIf(process.getuid?.() === 0)('a device', async () => {
    expect(spawnSync('mknod', [inJail('zero'), 'c', '1', '5']).status).toBe(0)
    await expectRefused('zero')
  })
})

describe('what changes meanwhile', () => {
  test('a directory that is moved out', async () => {
    mkdirSync(inJail('leaving'))
    await world.call('write_file', { path: 'leaving/f', content: 'mine' })
    renameSync(inJail('leaving'), join(world.base, 'gone'))
    symlinkSync(join(world.base, 'gone'), inJail('leaving'))
    await expectRefused('leaving/f')
  })

  test('names that a system may take for each other are different names', async () => {
    for (const [name, content] of [
      ['Twin', 'upper'],
      ['twin', 'lower'],
      ['\u00e9', 'composed'],
      ['e\u0301', 'decomposed'],
    ])
      writeFileSync(inJail(String(name)), String(content))
    const read = async (path: string): Promise<string> => (await world.call('read_file', { path })).text
    expect([await read('Twin'), await read('twin'), await read('\u00e9'), await read('e\u0301')]).toEqual([
      'upper',
      'lower',
      'composed',
      'decomposed',
    ])
  })
})
