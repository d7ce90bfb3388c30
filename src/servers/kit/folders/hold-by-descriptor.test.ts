import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Folders } from './folders'
import { holdByDescriptor } from './hold-by-descriptor'

let base: string
let jail: string
let outside: string

beforeEach(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'omni-descriptor-')))
  jail = join(base, 'jail')
  outside = join(base, 'outside')
  mkdirSync(join(jail, 'd'), { recursive: true })
  mkdirSync(outside)
  writeFileSync(join(outside, 'secret'), 'SECRET')
})
afterEach(() => rmSync(base, { recursive: true, force: true }))

/** Another process in which `<jail>/d` is the outside, or null where the system permits none. */
async function otherMounts(): Promise<ChildProcess | null> {
  for (const flags of ['-m', '-Urm']) {
    const mount = `mount --bind "$1" "$2" && echo ready && exec cat`
    const child = spawn('unshare', [flags, 'sh', '-c', mount, 'sh', outside, join(jail, 'd')])
    const told = await Promise.race([once(child.stdout, 'data'), once(child, 'close').then(() => null)])
    if (told) return child
  }
  return null
}

describe.runIf(process.platform === 'linux')('held by descriptor', () => {
  test('a place that is called inside only in the mounts of another process is outside', async (context) => {
    const other = await otherMounts()
    context.skip(other === null, 'this system permits no mounts')
    try {
      symlinkSync(`/proc/${other?.pid}/root${join(jail, 'd')}`, join(jail, 'ns'))
      const folders = new Folders([jail], { hold: holdByDescriptor })
      for (const path of ['ns', 'ns/secret'])
        await expect(folders.stat(path)).rejects.toThrow('Access denied')
      await expect(folders.write('ns/new', Buffer.from('x'))).rejects.toThrow('Access denied')
      expect(readdirSync(outside)).toEqual(['secret'])
    } finally {
      other?.kill()
    }
  })

  test('a name that is no text is refused, and not taken for the one it is shown as', async () => {
    const noText = Buffer.concat([Buffer.from(join(jail, 'n')), Buffer.from([0xff])])
    writeFileSync(noText, 'bytes')
    writeFileSync(join(jail, 'n\ufffd'), 'text')
    symlinkSync(Buffer.from(noText), join(jail, 'link'))
    const folders = new Folders([jail], { hold: holdByDescriptor })
    await expect(folders.write('link', Buffer.from('x'))).rejects.toThrow('no UTF-8 text')
    expect([readFileSync(noText, 'utf8'), readFileSync(join(jail, 'n\ufffd'), 'utf8')]).toEqual([
      'bytes',
      'text',
    ])
  })
})
