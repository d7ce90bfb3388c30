import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { systemClock } from '@shared/lib/clock'
import { Examination } from '../examination'
import { whenHeard } from './when-heard'

test('a server that looks unheard for ever is looked at a few times, within the time of a request', async () => {
  const greeted: number[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => (body += String(chunk)))
    request.on('end', () => {
      const { id, method } = JSON.parse(body || '{}') as { id?: number; method?: string }
      if (method === 'initialize') greeted.push(performance.now())
      const result =
        method === 'initialize'
          ? {
              protocolVersion: '2025-06-18',
              capabilities: { tools: {} },
              serverInfo: { name: 'omnimind', version: '1' },
            }
          : { tools: [] }
      response.setHeader('content-type', 'application/json')
      response.end(id === undefined ? '' : JSON.stringify({ jsonrpc: '2.0', id, result }))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void (server.closeAllConnections(), server.close()))
  const exam = new Examination({ kind: 'service', title: 'x' }, ['state'], { limits: { requestMs: 1_500 } })
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
  await whenHeard(exam, { url, headers: {}, clock: systemClock, signal: exam.signal })
  exam.report()
  expect(greeted.length).toBeGreaterThan(2)
  // Looking every 300 ms is 6 times.
  expect(greeted.length).toBeLessThan(6)
})
