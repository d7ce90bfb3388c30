import { expect, test } from 'vitest'
import { VirtualClock } from '../../../tests/support/virtual-clock'
import { Readings } from './readings'

test('callers share a run, and a value is kept for its time', async () => {
  const clock = new VirtualClock()
  const readings = new Readings(clock, 5_000)
  let runs = 0
  const spec = { key: 'a', freshMs: 1_000, read: () => Promise.resolve(++runs) }
  expect(await Promise.all([readings.get(spec), readings.get(spec)])).toEqual([{ value: 1 }, { value: 1 }])
  expect(await readings.get(spec)).toEqual({ value: 1 })
  await clock.advance(1_000)
  expect(await readings.get(spec)).toEqual({ value: 2 })
})

test('what hangs is not asked again, and says so in time', async () => {
  const clock = new VirtualClock()
  const readings = new Readings(clock, 5_000)
  let runs = 0
  let finish: (value: string) => void = () => {}
  const read = (): Promise<string> => {
    runs += 1
    return new Promise((resolve) => (finish = resolve))
  }
  const spec = { key: 'a', freshMs: 0, read }
  const first = readings.get(spec)
  await clock.advance(5_000)
  expect(await first).toEqual({ missing: 'The system did not answer within 5 s.' })
  const second = readings.get(spec)
  expect(runs).toBe(1)
  finish('late')
  expect(await second).toEqual({ value: 'late' })
})

test('a failure is no crash and is not kept', async () => {
  const readings = new Readings(new VirtualClock(), 5_000)
  let runs = 0
  const read = (): Promise<number> =>
    ++runs === 1 ? Promise.reject(new Error('secret path')) : Promise.resolve(runs)
  const spec = { key: 'a', freshMs: 1_000, read }
  expect(await readings.get(spec)).toEqual({ missing: 'The system could not be asked.' })
  expect(await readings.get(spec)).toEqual({ value: 2 })
})
