import { expect, it } from 'vitest'
import { defaultLimits } from '@shared/domain/limits'
import { limitErrors } from './limit-errors'

it('the defaults are fine; what is wrong is said at its place', () => {
  expect(limitErrors(defaultLimits)).toEqual({})
  const wrong = {
    ...defaultLimits,
    rate: { perMinute: 0, burst: 2_000_000 },
    rateByService: { memory: { perMinute: Number.NaN, burst: 1 } },
    concurrency: { ...defaultLimits.concurrency, min: 64, max: 32, queue: 51 },
  }
  expect(limitErrors(wrong)).toEqual({
    'rate.perMinute': 'At least 1.',
    'rate.burst': 'At most 1,000,000.',
    'rateByService.memory.perMinute': 'A whole number is needed.',
    'concurrency.queue': 'At most 50.',
    'concurrency.max': 'Not below the lowest.',
    'concurrency.initial': 'Between the lowest and the highest.',
  })
})
