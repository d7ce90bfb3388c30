import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Folders } from './folders'
import { holdByDescriptor } from './hold-by-descriptor'
import { holdByName } from './hold-by-name'

let base: string
let jail: string
let outside: string

beforeEach(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'omni-folders-')))
  jail = join(base, 'jail')
  outside = join(base, 'outside')
  mkdirSync(join(jail, 'd'), { recursive: true })
  mkdirSync(outside)
  writeFileSync(join(outside, 'secret'), 'SECRET')
  writeFileSync(join(jail, 'd', 'f'), 'inside')
})
afterEach(() => rmSync(base, { recursive: true, force: true }))

const holds = [
  ...(process.platform === 'linux' ? [{ how: 'by descriptor', hold: holdByDescriptor }] : []),
  { how: 'by name', hold: holdByName },
]

describe.each(holds)('folders held $how', ({ hold }) => {
  const open = (...paths: string[]): Folders => new Folders(paths.length > 0 ? paths : [jail], { hold })
  const text = async (folders: Folders, path: string): Promise<string> =>
    await folders.read(path, async ({ file }) => await file.readFile('utf8'))
  const write = async (folders: Folders, path: string, content: string): Promise<void> =>
    await folders.write(path, Buffer.from(content))

  test('reads and writes inside, by absolute and relative paths', async () => {
    const folders = open()
    expect(await text(folders, join(jail, 'd/f'))).toBe('inside')
    expect(await text(folders, 'd/../d/f')).toBe('inside')
    await write(folders, 'd/new', 'fresh')
    expect(readFileSync(join(jail, 'd/new'), 'utf8')).toBe('fresh')
    expect(readdirSync(join(jail, 'd'))).toEqual(['f', 'new'])
  })

  test('keeps the permissions of a file it replaces, and breaks hard links instead of writing through them', async () => {
    chmodSync(join(jail, 'd/f'), 0o640)
    linkSync(join(jail, 'd/f'), join(outside, 'twin'))
    await write(open(), 'd/f', 'changed')
    expect(statSync(join(jail, 'd/f')).mode & 0o777).toBe(0o640)
    expect(readFileSync(join(outside, 'twin'), 'utf8')).toBe('inside')
  })

  test('follows links that stay inside and keeps them', async () => {
    symlinkSync('d', join(jail, 'dirlink'))
    symlinkSync('d/f', join(jail, 'filelink'))
    const folders = open()
    expect(await text(folders, 'dirlink/f')).toBe('inside')
    await write(folders, 'filelink', 'through the link')
    expect(readFileSync(join(jail, 'd/f'), 'utf8')).toBe('through the link')
    expect(readdirSync(jail)).toEqual(['d', 'dirlink', 'filelink'])
  })

  test('says the same of links that lead out, whether something is there or not', async () => {
    symlinkSync(join(outside, 'secret'), join(jail, 'existing'))
    symlinkSync(join(outside, 'nothing'), join(jail, 'dangling'))
    symlinkSync(outside, join(jail, 'directory'))
    symlinkSync(join(base, 'nowhere'), join(jail, 'no-directory'))
    const folders = open()
    const refusal = async (path: string): Promise<string> => {
      const error = await text(folders, path).then(
        () => new Error('read'),
        (thrown: Error) => thrown,
      )
      return error.message.replace(path, 'PATH')
    }
    const expected = await refusal(join(jail, 'existing'))
    expect(expected).toContain('Access denied')
    expect(expected).toContain(jail)
    expect(expected).not.toContain(outside)
    for (const path of ['dangling', 'directory/secret', 'directory/nothing', 'no-directory/x'])
      expect({ path, refusal: await refusal(join(jail, path)) }).toEqual({ path, refusal: expected })
    for (const path of ['existing', 'dangling', 'directory/new', 'no-directory/new']) {
      await expect(write(folders, path, 'x')).rejects.toThrow('Access denied')
      await expect(folders.createDirectory(join(path, 'sub'))).rejects.toThrow('Access denied')
    }
    expect(readdirSync(base).sort()).toEqual(['jail', 'outside'])
    expect(readFileSync(join(outside, 'secret'), 'utf8')).toBe('SECRET')
  })

  test('says nothing of what exists outside', async () => {
    const folders = open()
    const refusals = await Promise.all(
      ['secret', 'nothing', 'secret/x'].map(async (name) => {
        const path = join(outside, name)
        return await folders.stat(path).catch((error: Error) => error.message.replace(path, 'PATH'))
      }),
    )
    expect(new Set(refusals).size).toBe(1)
    expect(refusals[0]).toContain('Access denied - path outside allowed directories: PATH not in')
  })

  test('creates directories, moves and removes', async () => {
    const folders = open()
    await folders.createDirectory('a/b/c')
    await folders.createDirectory('a/b')
    await folders.move('d/f', 'a/b/c/g')
    expect(await text(folders, 'a/b/c/g')).toBe('inside')
    await write(folders, 'd/f', 'second')
    await expect(folders.move('d/f', 'a/b/c/g')).rejects.toThrow('Destination already exists')
    await expect(folders.move('d/f', join(outside, 'g'))).rejects.toThrow('Access denied')
    await expect(folders.move(join(outside, 'secret'), 'stolen')).rejects.toThrow('Access denied')
    await expect(folders.remove('a')).rejects.toThrow('not empty')
    await expect(folders.remove(jail)).rejects.toThrow('allowed folder itself')
    await folders.remove('a/b/c/g')
    await folders.remove('a/b/c')
    expect((await folders.readDirectory('a/b', 10)).entries).toEqual([])
  })

  test('lists a directory by name, up to a limit', async () => {
    for (const name of ['b', 'a', '\u{1f600}', '\uffee']) writeFileSync(join(jail, name), '')
    symlinkSync(outside, join(jail, 'link'))
    const { entries, more } = await open().readDirectory(jail, 100)
    expect(entries.map(({ name, type }) => `${type} ${name}`)).toEqual([
      'file a',
      'file b',
      'directory d',
      'link link',
      'file \uffee',
      'file \u{1f600}',
    ])
    expect(more).toBe(false)
    expect(await open().readDirectory(jail, 2)).toMatchObject({ more: true, entries: { length: 2 } })
  })

  test('allows a folder that is a link, by both of its names', async () => {
    symlinkSync(jail, join(base, 'alias'))
    const folders = open(join(base, 'alias'))
    expect(folders.names()).toEqual([join(base, 'alias'), jail])
    expect(await text(folders, join(base, 'alias/d/f'))).toBe('inside')
    expect(await text(folders, join(jail, 'd/f'))).toBe('inside')
  })

  test.each(['while it runs', 'before it starts again'])(
    'a folder inside another does not lead out of it by a link that a client moved there, %s',
    async (when) => {
      const inner = join(jail, 'build/out')
      mkdirSync(join(jail, 'repo'))
      symlinkSync(outside, join(jail, 'repo/out'))
      const first = open(jail, inner)
      await first.move(join(jail, 'repo'), join(jail, 'build'))
      const folders = when === 'while it runs' ? first : open(jail, inner)
      expect(folders.names()).toEqual([jail])
      await expect(text(folders, join(inner, 'secret'))).rejects.toThrow('Access denied')
      await expect(text(folders, join(outside, 'secret'))).rejects.toThrow('Access denied')
      expect(folders.list()[1]).toEqual({ path: inner, realPath: null, leadsOut: true })
      const both = open(jail, inner, outside)
      expect(await text(both, join(inner, 'secret'))).toBe('SECRET')
    },
  )

  test('nor does a folder elsewhere that is a link into another one', async () => {
    const dangling = join(base, 'link')
    symlinkSync(join(jail, 'build'), dangling)
    const folders = open(jail, dangling)
    symlinkSync(outside, join(jail, 'repo'))
    await folders.move(join(jail, 'repo'), join(jail, 'build'))
    expect(folders.names()).toEqual([jail])
    await expect(text(folders, join(dangling, 'secret'))).rejects.toThrow('leads it out')
    rmSync(join(jail, 'build'))
    mkdirSync(join(jail, 'build'))
    writeFileSync(join(jail, 'build/f'), 'built')
    expect(await text(folders, join(dangling, 'f'))).toBe('built')
  })

  test.runIf(process.platform === 'linux')(
    'what is mounted inside /proc, /sys and /dev belongs to the kernel; what is only called so does not',
    async () => {
      const root = open('/')
      symlinkSync('/sys/fs', join(jail, 'sysfs'))
      for (const path of [
        '/proc',
        '/sys/fs',
        '/sys/fs/cgroup',
        '/dev',
        '/dev/shm',
        join(jail, 'sysfs/cgroup'),
      ])
        await expect(root.stat(path)).rejects.toThrow('belongs to the kernel')
      for (const name of ['proc', 'sys', 'dev', 'system', 'development']) {
        await write(root, join(jail, name), name)
        expect(await text(root, join(jail, name))).toBe(name)
      }
    },
  )

  test('names a folder that is missing, and takes it when it comes', async () => {
    const late = join(base, 'late')
    const folders = open(jail, late)
    expect(folders.list()).toMatchObject([{ realPath: jail }, { path: late, realPath: null }])
    await expect(text(folders, join(late, 'f'))).rejects.toThrow(`The folder ${late} is allowed, but`)
    mkdirSync(late)
    await write(folders, join(late, 'f'), 'here')
    renameSync(late, join(base, 'gone'))
    await expect(text(folders, join(late, 'f'))).rejects.toThrow(`The folder ${late} is allowed, but`)
  })

  test('finds names that are composed in another way, unless two fit', async () => {
    const composed = 'caf\u00e9.txt'
    const decomposed = 'cafe\u0301.txt'
    writeFileSync(join(jail, decomposed), 'coffee')
    const folders = open()
    expect(await text(folders, composed)).toBe('coffee')
    await write(folders, composed, 'tea')
    expect(readFileSync(join(jail, decomposed), 'utf8')).toBe('tea')
    await folders.move(composed, 'renamed')
    expect(readdirSync(jail)).toEqual(['d', 'renamed'])
    writeFileSync(join(jail, '\u00e9\u0323'), '')
    writeFileSync(join(jail, 'e\u0301\u0323'), '')
    await expect(text(folders, 'e\u0323\u0301')).rejects.toThrow('Ambiguous')
  })

  test('keeps closed what is closed inside a folder, but for a folder inside that', async () => {
    const home = join(jail, 'home')
    mkdirSync(join(home, 'scratch'), { recursive: true })
    writeFileSync(join(home, 'token'), 'SECRET')
    symlinkSync('home/token', join(jail, 'link'))
    const folders = new Folders([jail, join(home, 'scratch')], { closed: [home], hold })
    await write(folders, join(home, 'scratch/note'), 'mine')
    expect(await text(folders, 'home/scratch/note')).toBe('mine')
    for (const path of ['home/token', 'link', 'home'])
      await expect(text(folders, path)).rejects.toThrow('Access denied')
    await expect(folders.readDirectory('home', 10)).rejects.toThrow("OmniMind's own data")
    await expect(write(folders, 'home/new', 'x')).rejects.toThrow('Access denied')
    await expect(folders.move('home', 'elsewhere')).rejects.toThrow('Access denied')
    await expect(folders.move('home/token', 'token')).rejects.toThrow('Access denied')
    await expect(folders.remove('home/token')).rejects.toThrow('Access denied')
    expect(readdirSync(jail).sort()).toEqual(['d', 'home', 'link'])
  })

  test('is a working directory for a child process', async () => {
    const told = await open().useDirectory('d', ({ access }) =>
      spawnSync('pwd', ['-P'], { cwd: access, env: {} }),
    )
    expect(String(told.stdout)).toBe(`${join(jail, 'd')}\n`)
  })

  test('lets nothing open', async () => {
    const descriptors = (): number => (process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0)
    symlinkSync(outside, join(jail, 'out'))
    const folders = open()
    await text(folders, 'd/f')
    const before = descriptors()
    const ignore = (): void => {}
    for (let n = 0; n < 20; n++) {
      await text(folders, 'd/f')
      await folders.stat('out/secret').catch(ignore)
      await folders.stat('missing/\u00e9').catch(ignore)
      await folders.createDirectory('d/f/x').catch(ignore)
      await folders.createDirectory('out/x').catch(ignore)
      await folders.move('d', 'd/f/x').catch(ignore)
      await folders.useDirectory('d/f', ignore).catch(ignore)
      await folders.read('d', ignore).catch(ignore)
    }
    expect(descriptors()).toBe(before)
  })
})
