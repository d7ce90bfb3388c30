import { expect, test } from 'vitest'
import { toCallResult } from './call-result'

test('an answer that is true for now only tells the gateway not to keep it', () => {
  const structured = { share: 0.5 }
  expect(toCallResult({ structured, isPassing: true })).toMatchObject({
    structuredContent: structured,
    ttlMs: 0,
  })
  expect(toCallResult({ structured })).not.toHaveProperty('ttlMs')
})
