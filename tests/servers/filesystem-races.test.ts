import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { SECRET, serveJail, type Jailed, type Reply } from './filesystem-support'

const RACES = 2_000
/** When the racer is slow to get a processor. */
const MOST_RACES = 50_000

let world: Jailed
const racers: ChildProcess[] = []
beforeEach(async () => {
  world = await serveJail()
  mkdirSync(join(world.jail, 'swapped'))
  writeFileSync(join(world.jail, 'swapped/f'), 'inside')
})
afterEach(async () => {
  for (const racer of racers.splice(0)) if (racer.kill('SIGKILL')) await once(racer, 'exit')
  expect(readdirSync(world.outside)).toEqual(['f'])
  expect(readFileSync(join(world.outside, 'f'), 'utf8')).toBe(SECRET)
  await world.close()
})

async function race(name: string, linkTo: string): Promise<void> {
  const link = join(world.jail, 'link')
  symlinkSync(linkTo, link)
  const racer = fork(resolve(import.meta.dirname, '../support/name-racer.mjs'), [
    join(world.jail, name),
    link,
  ])
  racers.push(racer)
  await once(racer, 'message')
}

/** Calls until enough races were run in which the name meant both. */
async function outcomes(
  call: () => Promise<Reply>,
  races = RACES,
): Promise<Record<'done' | 'refused' | 'missing', number>> {
  const counts = { done: 0, refused: 0, missing: 0 }
  for (let n = 0; n < races || (Math.min(counts.done, counts.refused) < 20 && n < MOST_RACES); n++) {
    const { text, isError } = await call()
    if (text.includes(SECRET)) throw new Error(`Race ${n} read the secret.`)
    if (!isError) counts.done++
    else if (text.includes('Access denied')) counts.refused++
    else counts.missing++
  }
  return counts
}

describe('while names are swapped', () => {
  test.each([
    ['a directory for a link to one outside', 'swapped', () => world.outside],
    ['a file for a link to one outside', 'swapped/f', () => join(world.outside, 'f')],
  ])('%s: nothing outside is read', async (_, name, linkTo) => {
    await race(name, linkTo())
    const counts = await outcomes(async () => await world.call('read_text_file', { path: 'swapped/f' }))
    expect(counts.done).toBeGreaterThan(0)
    expect(counts.refused).toBeGreaterThan(0)
  })

  test.each([
    ['write_file', { content: 'written' }],
    ['edit_file', { edits: [{ oldText: 'i', newText: 'i' }] }],
  ])('nothing outside is changed by %s', async (tool, args) => {
    await race('swapped', world.outside)
    const counts = await outcomes(async () => await world.call(tool, { path: 'swapped/f', ...args }))
    expect(counts.done).toBeGreaterThan(0)
    expect(counts.refused).toBeGreaterThan(0)
  })

  test('nothing outside is listed, and nothing is moved there or from there', async () => {
    await race('swapped', world.outside)
    writeFileSync(join(world.jail, 'note'), 'mine')
    const counts = await outcomes(async () => {
      const listed = await world.call('list_directory', { path: 'swapped' })
      await world.call('move_file', { source: 'note', destination: 'swapped/note' })
      await world.call('move_file', { source: 'swapped/note', destination: 'note' })
      await world.call('move_file', { source: 'swapped/f', destination: 'stolen' })
      await world.call('move_file', { source: 'stolen', destination: 'swapped/f' })
      return listed
    }, RACES / 5)
    expect(counts.done).toBeGreaterThan(0)
    expect(counts.refused).toBeGreaterThan(0)
  })
})
