import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, TraceFlags } from '@opentelemetry/api'
import type { Context, Histogram, Tracer } from '@opentelemetry/api'
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics'
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import type { CallRecord } from '@shared/domain/call'
import { CallIds } from './call-ids'
import {
  CLIENT_DURATION,
  commonAttributes,
  DURATION_BOUNDS_S,
  errorType,
  SERVER_DURATION,
  spanAttributes,
  spanName,
} from './conventions'

/** Sends spans and measurements of calls to a collector. */
export interface CallExporter {
  record(calls: readonly CallRecord[]): void
  /** Sends what is left; gives up after 2 s. */
  close(): Promise<void>
}

const EXPORT_EVERY_MS = 5_000
const CLOSE_MS = 2_000
const MAX_QUEUED_SPANS = 8_192

/**
 * @param endpoint the collector's base address; `/v1/traces` and `/v1/metrics` are added, as the OTLP specification says
 */
export function createCallExporter(endpoint: string, version: string): CallExporter {
  const base = endpoint.replace(/\/+$/, '')
  const resource = resourceFromAttributes({ 'service.name': 'omnimind', 'service.version': version })
  const ids = new CallIds()
  const spans = new BatchSpanProcessor({
    exporter: new OTLPTraceExporter({ url: `${base}/v1/traces` }),
    maxQueueSize: MAX_QUEUED_SPANS,
    scheduledDelayMillis: EXPORT_EVERY_MS,
  })
  const tracing = new TracerProvider({ resource, idGenerator: ids, spanProcessors: [spans] })
  const metering = new MeterProvider({
    resource,
    readers: [
      new PeriodicExportingMetricReader({
        exporter: new OTLPMetricExporter({ url: `${base}/v1/metrics` }),
        exportIntervalMillis: EXPORT_EVERY_MS,
        exportTimeoutMillis: EXPORT_EVERY_MS,
      }),
    ],
  })
  const tracer = tracing.getTracer('omnimind.gateway', version)
  const meter = metering.getMeter('omnimind.gateway', version)
  const advice = { unit: 's', advice: { explicitBucketBoundaries: DURATION_BOUNDS_S } }
  const durations = {
    server: meter.createHistogram(SERVER_DURATION, advice),
    client: meter.createHistogram(CLIENT_DURATION, advice),
  }
  return {
    record: (calls) => {
      for (const call of calls) recordCall(call, tracer, ids, durations)
    },
    async close() {
      const closing = Promise.allSettled([tracing.shutdown(), metering.shutdown()])
      await Promise.race([closing, new Promise((resolve) => setTimeout(resolve, CLOSE_MS).unref())])
    },
  }
}

/** The gateway's pair: SERVER towards its client, CLIENT towards the service; a call that never got there has only one. */
function recordCall(
  call: CallRecord,
  tracer: Tracer,
  ids: CallIds,
  durations: { server: Histogram; client: Histogram },
): void {
  const end = call.at + call.durationMs
  ids.use(call)
  const server = tracer.startSpan(
    spanName(call),
    {
      kind: SpanKind.SERVER,
      startTime: call.at,
      attributes: { ...commonAttributes(call, 'server'), ...spanAttributes(call) },
    },
    parentOf(call),
  )
  if (errorType(call, 'server') !== null) server.setStatus({ code: SpanStatusCode.ERROR })
  durations.server.record(call.durationMs / 1_000, commonAttributes(call, 'server'))
  const serviceMs = call.stages?.serviceMs ?? 0
  if (serviceMs > 0) {
    const attributes = commonAttributes(call, 'client')
    const client = tracer.startSpan(
      spanName(call),
      { kind: SpanKind.CLIENT, startTime: end - serviceMs, attributes },
      trace.setSpan(ROOT_CONTEXT, server),
    )
    if (errorType(call, 'client') !== null) client.setStatus({ code: SpanStatusCode.ERROR })
    client.end(end)
    durations.client.record(serviceMs / 1_000, attributes)
  }
  server.end(end)
}

function parentOf({ traceId, parentSpanId }: CallRecord): Context {
  if (traceId === null || parentSpanId === null) return ROOT_CONTEXT
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId,
    spanId: parentSpanId,
    traceFlags: TraceFlags.SAMPLED,
    isRemote: true,
  })
}
