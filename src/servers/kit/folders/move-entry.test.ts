import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { moveEntry } from './move-entry'
import { targetIn, type Target } from './target'

/** A file system that is not the one of temporary files on most Linux systems. */
const SHARED_MEMORY = '/dev/shm'
const MEGABYTE = 1024 * 1024
const hasTwo = existsSync(SHARED_MEMORY) && statSync(SHARED_MEMORY).dev !== statSync(tmpdir()).dev

const inDirectory = (directory: string): Target =>
  targetIn(
    {
      realPath: directory,
      access: directory,
      stats: statSync(directory),
      verify() {},
      openFile: async () => await open(directory),
      close() {},
    },
    'f',
  )

describe.runIf(hasTwo)('a move between two file systems', () => {
  let from: string
  let to: string
  beforeEach(() => {
    from = realpathSync(mkdtempSync(join(SHARED_MEMORY, 'omni-from-')))
    to = realpathSync(mkdtempSync(join(tmpdir(), 'omni-to-')))
  })
  afterEach(() => {
    for (const folder of [from, to]) rmSync(folder, { recursive: true })
  })

  test('leaves what was saved meanwhile, and no copy', async () => {
    writeFileSync(join(from, 'f'), Buffer.alloc(32 * MEGABYTE))
    const moved = moveEntry(inDirectory(from), inDirectory(to), { temporaryName: 'half' })
    const refused = expect(moved).rejects.toThrow('was changed by another program')
    while (!existsSync(join(to, 'half'))) await nextTurn()
    writeFileSync(join(from, 'f'), 'saved meanwhile')
    await refused
    expect(readFileSync(join(from, 'f'), 'utf8')).toBe('saved meanwhile')
    expect(readdirSync(to)).toEqual([])
  })

  test('takes no memory for what is large', async () => {
    const content = Buffer.alloc(64 * MEGABYTE, 'content')
    writeFileSync(join(from, 'f'), content)
    const before = process.memoryUsage().arrayBuffers
    const moving = { isDone: false, most: before }
    const moved = moveEntry(inDirectory(from), inDirectory(to)).finally(() => (moving.isDone = true))
    for (; !moving.isDone; await nextTurn())
      moving.most = Math.max(moving.most, process.memoryUsage().arrayBuffers)
    expect((await moved).size).toBe(content.length)
    expect(moving.most - before).toBeLessThan(32 * MEGABYTE)
    expect(readFileSync(join(to, 'f')).equals(content)).toBe(true)
    expect(readdirSync(from)).toEqual([])
  })
})
