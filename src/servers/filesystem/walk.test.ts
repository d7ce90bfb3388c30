import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Folders } from '../kit/folders/folders'
import { entriesOf, WalkBudget } from './walk'

let root: string
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'omni-walk-'))
  for (const name of ['a', 'b', 'c']) writeFileSync(join(root, name), '')
  mkdirSync(join(root, 'd'))
})
afterAll(() => rmSync(root, { recursive: true }))

describe('what one walk may cost', () => {
  test('it counts entries, and reads no more of a directory than it has left', async () => {
    const folders = new Folders([root])
    const budget = new WalkBudget(6, new AbortController().signal)
    expect(await entriesOf(folders, root, budget)).toHaveLength(4)
    expect([budget.isSpent, budget.entriesLeft]).toEqual([false, 2])
    expect(await entriesOf(folders, root, budget)).toHaveLength(2)
    expect(budget.isSpent).toBe(true)
  })

  test('it ends when nobody waits any more', () => {
    const controller = new AbortController()
    const budget = new WalkBudget(10, controller.signal)
    expect(budget.isSpent).toBe(false)
    controller.abort()
    expect(() => budget.isSpent).toThrow('cancelled')
  })

  test('it gives others their turn, but not at every entry', async () => {
    const budget = new WalkBudget(10, new AbortController().signal)
    let turns = 0
    setImmediate(() => turns++)
    await budget.letOthers()
    expect(turns).toBe(0)
    const started = performance.now()
    while (performance.now() - started < 25);
    await budget.letOthers()
    expect(turns).toBe(1)
  })

  test('a directory that is gone is left out', async () => {
    const budget = new WalkBudget(10, new AbortController().signal)
    expect(await entriesOf(new Folders([root]), join(root, 'gone'), budget)).toBeNull()
  })
})
