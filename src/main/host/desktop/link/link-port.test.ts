import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import { os } from '@orpc/server'
import { RPCHandler } from '@orpc/server/message-port'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { MAX_LINK_FRAME } from '@shared/contract/link'
import { LinkPort } from './link-port'

/** A page joined to a port without Electron between them. */
function joined() {
  const hear: ((frame: string) => void)[] = []
  const port = new LinkPort((frame) => queueMicrotask(() => hear.forEach((listener) => listener(frame))))
  const page = {
    on(event: string, callback: (event?: { data: unknown }) => void): void {
      if (event === 'message') hear.push((frame) => callback({ data: frame }))
    },
    postMessage: (frame: string) => queueMicrotask(() => port.receive(frame)),
  }
  return { port, page }
}

/** Ticks until it is told to stop, and says when it was. */
function tickingRouter() {
  const ended = Promise.withResolvers<void>()
  const router = {
    double: os.input(z.number()).handler(({ input }) => input * 2),
    ticks: os.handler(async function* ({ signal }) {
      try {
        for (let n = 0; !signal?.aborted; n++) {
          yield n
          await new Promise((resolve) => setTimeout(resolve, 1))
        }
      } finally {
        ended.resolve()
      }
    }),
  }
  return { router, ended: ended.promise }
}

interface TickingClient {
  double(input: number): Promise<number>
  ticks(): Promise<AsyncIterableIterator<number>>
}

test('calls and streams go over the port, and closing it ends the streams', async () => {
  const { router, ended } = tickingRouter()
  const { port, page } = joined()
  new RPCHandler(router).upgrade(port)
  const client = createORPCClient(new RPCLink({ port: page })) as unknown as TickingClient
  expect(await client.double(21)).toBe(42)
  const ticks = await client.ticks()
  expect((await ticks.next()).value).toBe(0)
  port.close()
  await ended
})

test('an answer too long for the link arrives as a problem, and the link goes on', async () => {
  const long = 'x'.repeat(MAX_LINK_FRAME)
  const router = {
    answer: os.handler(() => long),
    events: os.handler(async function* () {
      yield 'short'
      yield long
    }),
    short: os.handler(() => 'short'),
  }
  const { port, page } = joined()
  new RPCHandler(router).upgrade(port)
  const client = createORPCClient(new RPCLink({ port: page })) as unknown as {
    answer(): Promise<string>
    events(): Promise<AsyncIterableIterator<string>>
    short(): Promise<string>
  }
  const tooLarge = { code: 'PROBLEM', data: { code: 'RESULT_TOO_LARGE' } }
  await expect(client.answer()).rejects.toMatchObject(tooLarge)
  const events = await client.events()
  expect((await events.next()).value).toBe('short')
  await expect(events.next()).rejects.toMatchObject(tooLarge)
  expect(await client.short()).toBe('short')
  port.close()
})

test('after closing nothing passes, either way', () => {
  const sent: string[] = []
  const heard: unknown[] = []
  const port = new LinkPort((frame) => sent.push(frame))
  port.on('message', (event) => heard.push(event?.data))
  port.receive('in')
  port.postMessage('out')
  port.close()
  port.close()
  port.receive('late')
  port.postMessage('late')
  expect({ sent, heard }).toEqual({ sent: ['out'], heard: ['in'] })
})

test('a frame that is no text or too long is refused', () => {
  const port = new LinkPort(() => {})
  expect(() => port.postMessage(new Uint8Array(3))).toThrow(TypeError)
  expect(() => port.postMessage('x'.repeat(MAX_LINK_FRAME + 1))).toThrow(TypeError)
})
