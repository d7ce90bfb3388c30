import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryDirectory } from '../../../tests/support/temporary-directory'
import { childrenOf } from './children'

test('a thread that ends while they are read takes no children of the others with it', () => {
  const proc = temporaryDirectory()
  for (const [thread, children] of Object.entries({ 7: '10 11 ', 8: null, 9: '12 ' })) {
    const task = join(proc, '7', 'task', thread)
    mkdirSync(task, { recursive: true })
    if (children !== null) writeFileSync(join(task, 'children'), children)
  }
  expect(childrenOf(7, proc)).toEqual([10, 11, 12])
  expect(childrenOf(8, proc)).toEqual([])
})
