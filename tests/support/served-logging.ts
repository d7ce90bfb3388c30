import type { Client } from '@modelcontextprotocol/sdk/client/index.js'
import type { Center } from '@servers/kit/center'
import { server } from '@servers/logging/server'
import type { LogEntry } from '@shared/domain/log'
import type { ServiceSettings } from '@shared/domain/manifest'
import { systemClock } from '@shared/lib/clock'
import type { CenterRequest } from '@shared/process/center-requests'
import { onTestFinished } from 'vitest'
import { createLogs, type Logs } from '../../src/main/logs'
import { createRedactor } from '../../src/main/redaction'
import { createLogRequests } from '../../src/main/service-requests/logs'
import { serve } from './served'
import { temporaryDirectory } from './temporary-directory'

/** The logging server over its socket, with main's own logs behind it. */
export async function servedLogging(settings: ServiceSettings = {}) {
  const dir = temporaryDirectory()
  const logs = createLogs({ dir, clock: systemClock, redact: createRedactor(() => ['a-stored-secret']) })
  const asked: CenterRequest[] = []
  const answered: CenterRequest[] = []
  const served = await serve(server, { settings, center: logCenter(logs, asked, answered) })
  const { client } = await served.connect('tester')
  onTestFinished(async () => {
    await client.close()
    await served.close()
    logs.close()
  })
  const write = (more: Partial<LogEntry> = {}): void =>
    logs.write({
      at: Date.now(),
      source: 'memory',
      level: 'info',
      text: 'hello',
      stream: 'log',
      pid: 1,
      ...more,
    })
  return { dir, logs, served, client, asked, answered, write, call: callOf(client) }
}

export function callOf(client: Client) {
  return async (name: string, args: Record<string, unknown> = {}) => {
    const { structuredContent, content, isError } = await client.callTool({ name, arguments: args })
    return { structured: structuredContent, text: (content as { text: string }[])[0]?.text ?? '', isError }
  }
}

/** Main's answers to the requests of the service `logging`. */
function logCenter(logs: Logs, asked: CenterRequest[], answered: CenterRequest[]): Center {
  const requests = createLogRequests({
    logs,
    clock: systemClock,
    services: () => ['memory', 'git', 'logging'],
  })
  const answer = (request: CenterRequest, signal?: AbortSignal): unknown => {
    asked.push(request)
    if (request.kind === 'logs.search') return requests.search(request.query, signal)
    if (request.kind === 'logs.write') return requests.write('logging', request.lines)
    if (request.kind === 'logs.statistics') return requests.statistics()
    if (request.kind === 'logs.forget') return requests.forget('logging', request)
    throw new Error(`Not expected: ${request.kind}`)
  }
  return {
    async ask(kind, details, signal) {
      const request = { kind, ...details } as unknown as CenterRequest
      const value = await answer(request, signal)
      answered.push(request)
      return value as never
    },
  }
}
