import { expect, test } from 'vitest'
import { OneAtATime } from './one-at-a-time'

test('what comes later begins when what came before has ended, also when that failed', async () => {
  const log: string[] = []
  const turns = new OneAtATime()
  const first = Promise.withResolvers<void>()
  const failed = turns.run(async () => {
    log.push('first begins')
    await first.promise
    log.push('first ends')
    throw new Error('failed')
  })
  const second = turns.run(() => Promise.resolve(log.push('second')))
  const third = turns.run(() => Promise.resolve(log.push('third')))
  first.resolve()
  await expect(failed).rejects.toThrow('failed')
  expect(await Promise.all([second, third])).toEqual([3, 4])
  expect(log).toEqual(['first begins', 'first ends', 'second', 'third'])
})
