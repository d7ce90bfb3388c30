import { expect, test, vi } from 'vitest'
import type { RunReport } from '../engine'
import type { Interpreter } from './interpreter'
import { PythonSession, SessionEndedError } from './python-session'

const request = { session: 'x', code: '1', timeoutMs: 1_000, signal: new AbortController().signal }

function fakeInterpreter() {
  const gone = Promise.withResolvers<void>()
  const end = vi.fn(() => gone.promise)
  const run = vi.fn(async () => ({ variables: ['x'], notes: [] }) as unknown as RunReport)
  return { gone, end, run, interpreter: { isGone: false, end, run } as unknown as Interpreter }
}

test('who ends a session while it starts waits until what came up is gone, also who asks meanwhile', async () => {
  const { gone, end, run, interpreter } = fakeInterpreter()
  const up = Promise.withResolvers<Interpreter>()
  const session = new PythonSession(() => 0)
  const start = vi.fn(() => up.promise)
  const running = session.run(request, start)
  await vi.waitFor(() => expect(start).toHaveBeenCalledOnce())

  const order: string[] = []
  const first = session.end('The service stopped.').then(() => order.push('ended'))
  up.resolve(interpreter)
  await vi.waitFor(() => expect(end).toHaveBeenCalledOnce())
  const second = session.end('It was reset.').then(() => order.push('ended, too'))
  order.push('still there')
  // A turn of the event loop, in which all that was settled has been said.
  await new Promise((resolve) => setImmediate(resolve))
  order.push('gone')
  gone.resolve()
  await Promise.all([first, second])
  expect(order).toEqual(['still there', 'gone', 'ended', 'ended, too'])

  const error = await running.catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(SessionEndedError)
  expect(error).toMatchObject({ message: 'The service stopped.' })
  expect(run).not.toHaveBeenCalled()
  expect(session.hasSlot).toBe(false)
})

test('at no moment is an interpreter that is up unknown to who ends the session', async () => {
  const { gone, end, interpreter } = fakeInterpreter()
  gone.resolve()
  for (let turns = 0; turns < 10; turns++) {
    const session = new PythonSession(() => 0)
    const up = Promise.withResolvers<Interpreter>()
    const start = vi.fn(() => up.promise)
    const running = session.run(request, start).catch(() => null)
    await vi.waitFor(() => expect(start).toHaveBeenCalledOnce())
    up.resolve(interpreter)
    for (let turn = 0; turn < turns; turn++) await Promise.resolve()
    end.mockClear()
    expect(await session.end('It was reset.'), `after ${turns} turns`).toBe(true)
    expect(end).toHaveBeenCalledOnce()
    await running
  }
})
