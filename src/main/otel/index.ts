import type { CallRecord } from '@shared/domain/call'
import type { Logger } from '@shared/domain/log'
import { errorText } from '@shared/errors'
import type { CallExporter } from './exporter'

/** Sends calls to an OpenTelemetry collector while an endpoint is set. */
export interface Otel {
  record(calls: readonly CallRecord[]): void
  /** Reads the endpoint again. */
  configure(): void
  close(): Promise<void>
}

/** @param endpoint OTLP over HTTP, e.g. `http://127.0.0.1:4318`; empty sends nothing and loads no library */
export function createOtel(deps: { endpoint: () => string; version: string; log: Logger }): Otel {
  let current: { endpoint: string; exporter: Promise<CallExporter | null> } | null = null
  const open = async (endpoint: string): Promise<CallExporter | null> => {
    try {
      const { createCallExporter } = await import('./exporter')
      return createCallExporter(endpoint, deps.version)
    } catch (error) {
      deps.log.error(`Calls cannot be sent to ${endpoint}: ${errorText(error)}`)
      return null
    }
  }
  const close = async (): Promise<void> => {
    const before = current
    current = null
    await (await before?.exporter)?.close()
  }
  const configure = (): void => {
    const endpoint = deps.endpoint()
    if (endpoint === (current?.endpoint ?? '')) return
    void close()
    if (endpoint !== '') current = { endpoint, exporter: open(endpoint) }
  }
  configure()
  return {
    configure,
    close,
    record: (calls) => void current?.exporter.then((exporter) => exporter?.record(calls)),
  }
}
