import { expect, test } from 'vitest'
import { errorText } from '@shared/errors'
import { setUp } from '../../../tests/support/logs'

test('backlog and new lines join without a gap or a double while writing goes on', async () => {
  const { clock, logs, entry } = setUp()
  let n = 0
  const write = (count: number): void => {
    for (const end = n + count; n < end; n++) logs.write(entry({ text: String(n) }))
  }
  write(700)
  const gone = new AbortController()
  const seen: string[] = []
  const finished = (async () => {
    for await (const batch of logs.tail({ source: 'memory', backlog: 600 }, gone.signal)) {
      expect(batch.dropped).toBe(0)
      expect(batch.entries.length).toBeLessThanOrEqual(500)
      seen.push(...batch.entries.map(({ text }) => text))
      if (seen.at(-1) === '999') gone.abort()
    }
  })()
  write(100)
  while (!gone.signal.aborted) {
    if (n < 1_000) write(20)
    await clock.advance(100)
  }
  await finished
  expect(seen).toEqual(Array.from({ length: 900 }, (_, index) => String(index + 100)))
})

test('a slow reader gets the newest 500 and the number of the others', async () => {
  const { clock, logs, entry } = setUp()
  const stream = logs.tail({ source: 'memory', backlog: 0 }, AbortSignal.timeout(60_000))
  const first = stream.next()
  logs.write(entry({ source: 'thinking' }))
  for (let n = 0; n < 50_000; n++) logs.write(entry({ text: String(n) }))
  await clock.advance(0)
  const batch = (await first).value
  expect({
    lines: batch?.entries.length,
    last: batch?.entries.at(-1)?.text,
    dropped: batch?.dropped,
  }).toEqual({
    lines: 500,
    last: '49999',
    dropped: 49_500,
  })
  await stream.return()
})

test('an unknown name is refused', async () => {
  const error = await setUp().logs.tail({ source: '../x', backlog: 1 }).next().catch(errorText)
  expect(error).toContain('There is no log named')
})
