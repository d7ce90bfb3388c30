import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { OutputTail } from './output-tail'

test('what is kept of a long line does not keep the line', () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const tail = new OutputTail(20)
  collect()
  const before = process.memoryUsage().heapUsed
  for (let line = 0; line < 20; line++) tail.push(`${line}`.padEnd(4_000_000, 'x'))
  collect()
  // The lines are 80 MB.
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(8_000_000)
  expect(tail.lines()).toHaveLength(20)
})
