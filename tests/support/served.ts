import { mkdtempSync, rmSync } from 'node:fs'
import { randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import type { Center } from '@servers/kit/center'
import type { ServerDefinition } from '@servers/kit/define-server'
import { openEndpoint } from '@servers/kit/endpoint'
import { createSessionServer } from '@servers/kit/mcp-session'
import { ResourceSubscriptions } from '@servers/kit/resource-subscriptions'
import type { Logger } from '@shared/domain/log'
import { settingsSchema, type ServiceSettings } from '@shared/domain/manifest'
import { systemClock } from '@shared/lib/clock'
import { PipeClientTransport } from './pipe-client-transport'

/** A logger that remembers. */
export interface RecordedLog extends Logger {
  lines: { level: string; text: string }[]
}

export function recordedLog(): RecordedLog {
  const lines: RecordedLog['lines'] = []
  const write = (level: string) => (text: string) => void lines.push({ level, text })
  return { lines, debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') }
}

/** A server on a real socket, in this process. */
export interface Served {
  endpoint: string
  dataDir: string
  log: RecordedLog
  connect(name?: string): Promise<{ client: Client; transport: PipeClientTransport }>
  close(): Promise<void>
}

export interface ServeOptions {
  /** Those that are not given have the manifest's defaults. */
  settings?: ServiceSettings
  /** Answers what the server asks the control center; without it every request is refused. */
  center?: Center
}

const refusingCenter: Center = {
  ask: () => Promise.reject(new Error('This test has no control center.')),
}

export async function serve(
  { manifest, build }: ServerDefinition,
  { settings = {}, center = refusingCenter }: ServeOptions = {},
): Promise<Served> {
  const dataDir = mkdtempSync(join(tmpdir(), 'omni-data-'))
  const endpoint = join(tmpdir(), `omni-${randomUUID().slice(0, 8)}.sock`)
  const log = recordedLog()
  const clock = systemClock
  const subscriptions = new ResourceSubscriptions()
  const resourceUpdated = (uri: string): void => subscriptions.updated(uri)
  const parts = build({
    dataDir,
    settings: settingsSchema(manifest.settings).parse(settings),
    center,
    clock,
    log,
    notice: (told) => log.warn(told.message),
    resourceUpdated,
  })
  const open = await openEndpoint(endpoint, {
    clock,
    serve: createSessionServer({ manifest, parts, subscriptions, clock, log }),
    onError: (error) => log.error(String(error)),
  })
  return {
    endpoint,
    dataDir,
    log,
    async connect(name = 'test') {
      const transport = await PipeClientTransport.connect(endpoint)
      const client = new Client({ name, version: '1.0' })
      await client.connect(transport)
      return { client, transport }
    },
    async close() {
      await open.close(1_000)
      parts.dispose()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
