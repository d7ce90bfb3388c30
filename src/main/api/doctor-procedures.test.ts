import { createRouterClient } from '@orpc/server'
import { beforeEach, expect, it } from 'vitest'
import type { DoctorEvent } from '@shared/contract/doctor'
import { FakeApiDeps } from '../../../tests/support/fake-api-deps'
import { makeReport } from '../../../tests/support/fake-center/doctor-fixtures'
import { createApi, type ApiDeps } from './index'

let deps: ApiDeps
/** What the doctor service was asked. */
let asked: unknown[]
let answer: ApiDeps['tools']['callTool']

beforeEach(() => {
  deps = new FakeApiDeps({ memory: 4321, doctor: 4343 }).deps()
  asked = []
})

async function examine(id: string, options = {}): Promise<DoctorEvent[]> {
  const callTool: typeof answer = (service, call, ...rest) => {
    asked.push([service.id, call])
    return answer(service, call, ...rest)
  }
  const client = createRouterClient(createApi({ ...deps, tools: { ...deps.tools, callTool } }))
  const events: DoctorEvent[] = []
  for await (const event of await client.doctor.examine({ id }, options)) events.push(event)
  return events
}
const reportOfMemory = () => {
  const memory = deps.services.get('memory')
  if (!memory) throw new Error('there is no memory')
  return makeReport(memory)
}

it('asks the doctor service, tells its progress, and ends with the report', async () => {
  answer = async (_service, _call, _signal, onProgress) => {
    onProgress?.({ progress: 1, total: 7, message: 'It answers the greeting' })
    return { content: [], structuredContent: reportOfMemory() }
  }
  const events = await examine('memory')
  expect(asked).toEqual([['doctor', { tool: 'examine_service', arguments: { id: 'memory' } }]])
  expect(events[0]).toEqual({
    type: 'progress',
    progress: { title: 'It answers the greeting', done: 1, total: 7 },
  })
  expect(events[1]).toMatchObject({ type: 'report', report: { target: { kind: 'service' } } })
  expect(events).toHaveLength(2)
})

it('an unknown service is refused before anybody is asked', async () => {
  await expect(examine('nobody')).rejects.toMatchObject({ data: { code: 'UNKNOWN_SERVICE' } })
  expect(asked).toEqual([])
})

it('what the doctor could not do is told in its words', async () => {
  answer = () => Promise.resolve({ isError: true, content: [{ type: 'text', text: 'It is too busy.' }] })
  await expect(examine('memory')).rejects.toMatchObject({
    data: { code: 'SERVICE_FAILED', message: expect.stringContaining('It is too busy.') },
  })
})

it('a report that is none is our fault, not a crash', async () => {
  answer = () => Promise.resolve({ content: [], structuredContent: { verdict: 'fine' } })
  await expect(examine('memory')).rejects.toMatchObject({ data: { code: 'INTERNAL' } })
})

it('the call is cancelled when the reader goes away', async () => {
  const cancelled = Promise.withResolvers<void>()
  const reader = new AbortController()
  answer = (_service, _call, signal) => {
    signal?.addEventListener('abort', () => cancelled.resolve())
    reader.abort()
    return new Promise(() => {})
  }
  await examine('memory', { signal: reader.signal }).catch(() => {})
  await cancelled.promise
})
