import type { LivePulse } from '@shared/domain/metrics'
import { eventStream } from '@shared/lib/event-stream'
import type { implementContract } from './base'
import { guardStream } from './base'
import type { ApiDeps } from './deps'

type Implementer = ReturnType<typeof implementContract>

/** contract.metrics */
export function metricProcedures({ metrics: os }: Implementer, { metrics }: ApiDeps) {
  return os.router({
    series: os.series.handler(({ input }) => metrics.series(input)),
    tools: os.tools.handler(({ input }) => metrics.tools(input)),
    live: os.live.handler(({ signal }) =>
      eventStream<LivePulse>((push) => metrics.onPulse(push), signal, 10),
    ),
  })
}

/** contract.logs */
export function logProcedures({ logs: os }: Implementer, { logs, log }: ApiDeps) {
  return os.router({
    search: os.search.handler(({ input }) => logs.search(input)),
    tail: os.tail.handler(({ input, signal }) => guardStream(logs.tail(input, signal), 'logs.tail', log)),
  })
}
