import { expect, test } from 'vitest'
import { MemoryWatch } from './memory-watch'

const verdicts = (limit: number, ...samples: number[]): string[] => {
  const watch = new MemoryWatch(() => limit)
  return samples.map((sample) => watch.sample(sample))
}

test('three samples in a row over the limit recycle', () => {
  expect(verdicts(512, 512, 513, 513, 513)).toEqual(['fine', 'fine', 'fine', 'recycle'])
})

test('a peak that passes is forgiven', () => {
  expect(verdicts(512, 600, 600, 500, 600, 600)).toEqual(['fine', 'fine', 'fine', 'fine', 'fine'])
})

test('a quarter over the limit kills at once', () => {
  expect(verdicts(512, 640, 641)).toEqual(['fine', 'kill'])
})

test('a changed limit counts at the next sample', () => {
  let limit = 512
  const watch = new MemoryWatch(() => limit)
  expect(watch.sample(600)).toBe('fine')
  limit = 256
  expect(watch.sample(600)).toBe('kill')
})
