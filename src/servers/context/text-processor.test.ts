import { randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { VirtualClock } from '../../../tests/support/virtual-clock'
import type { Center } from '../kit/center'
import { serveWorker } from '../kit/worker/serve-worker'
import { LARGE, TextProcessor } from './text-processor'

const large = 'x'.repeat(LARGE + 1)
const never = () => new Promise(() => {})

/** Its worker is in this process, on a real socket. */
async function started(handle: (message: unknown) => unknown, ended: string | null = null) {
  const endpoint = join(tmpdir(), `omni-w-${randomUUID().slice(0, 8)}.sock`)
  const asked: string[] = []
  const center = {
    ask: (kind: string) => {
      asked.push(kind)
      return Promise.resolve(kind === 'worker.start' ? { workerId: 'w1', endpoint, pid: 1 } : { ended })
    },
  } as unknown as Center
  const clock = new VirtualClock()
  await serveWorker(endpoint, { handle })
  return { texts: new TextProcessor({ center, clock }), clock, asked }
}
const count = (texts: TextProcessor, text: string, signal = new AbortController().signal) =>
  texts.count([text], 'o200k_base', signal)

test('small texts need no process of their own', async () => {
  const { texts, asked } = await started(never)
  expect(await count(texts, 'hello world')).toEqual([{ tokens: 2, isExact: true }])
  expect(asked).toEqual([])
})

test('what takes longer than 30 s is ended, and the model is told what to do', async () => {
  const handle = vi.fn(never)
  const { texts, clock, asked } = await started(handle)
  const answered = expect(count(texts, large)).rejects.toMatchObject({
    name: 'ToolError',
    message: expect.stringMatching(/longer than 30 s.*Nothing was kept\. Send it in parts/),
  })
  await vi.waitFor(() => expect(handle).toHaveBeenCalled())
  await clock.advance(29_000)
  expect(asked).toEqual(['worker.start'])
  await clock.advance(1_000)
  await answered
  expect(asked).toEqual(['worker.start', 'worker.kill'])
})

test('cancelled, its process is ended', async () => {
  const handle = vi.fn(never)
  const { texts, asked } = await started(handle)
  const caller = new AbortController()
  const answered = expect(count(texts, large, caller.signal)).rejects.toMatchObject({
    name: 'ToolError',
    message: 'The call was cancelled, and nothing was kept.',
  })
  await vi.waitFor(() => expect(handle).toHaveBeenCalled())
  caller.abort()
  await answered
  expect(asked).toEqual(['worker.start', 'worker.kill'])
})

test('too much memory likewise', async () => {
  const why = 'It used more than 2048 MB of memory and was ended.'
  const handle = vi.fn(never)
  const { texts } = await started(handle, why)
  const answered = expect(count(texts, large)).rejects.toMatchObject({
    name: 'ToolError',
    message: expect.stringContaining(`${why} Nothing was kept. Send it in parts`),
  })
  await vi.waitFor(() => expect(handle).toHaveBeenCalled())
  await texts.close()
  await answered
})

test('a fault of ours is not told as if the text were wrong', async () => {
  const { texts } = await started(() => {
    throw new Error('Cannot read properties of undefined')
  })
  await expect(count(texts, large)).rejects.toMatchObject({ name: 'WorkerError', reason: 'failed' })
  await texts.close()
})
