import type { CallFilter } from '@shared/contract/activity'
import type { CallRecord } from '@shared/domain/call'
import type { Logger } from '@shared/domain/log'
import { OmniMindError } from '@shared/errors'
import { batchStream } from '@shared/lib/batch-stream'
import type { Clock } from '@shared/lib/clock'
import { Emitter } from '@shared/lib/emitter'
import type { OpenedDatabase } from '../storage/index'
import { matches } from './call-filter'
import { createCallStore, type CallPage } from './call-store'

const WATCH_INTERVAL_MS = 250
const WATCH_MAX_CALLS = 500

/** Calls the gateway reported at one time, numbered; `dropped` were too many to report. */
export interface NewCalls {
  calls: CallRecord[]
  dropped: number
}

export interface Activity {
  /**
   * Stores what the gateway reported. Each call gets an id of its own, growing for ever, because the
   * gateway's ids start again with each of its runs. Never throws: a full disk costs calls, not the app.
   */
  record(calls: readonly CallRecord[], dropped?: number): void
  /**
   * Newest first.
   * @throws OmniMindError BAD_INPUT when `beforeId` is no id of this list
   */
  list(query: CallFilter & { beforeId?: string | undefined; limit: number }): CallPage
  /** New calls that pass the filter, in batches at most every 250 ms; a slow reader gets the newest 500. */
  watch(filter: CallFilter, signal?: AbortSignal): AsyncGenerator<NewCalls, void, void>
  readonly onCalls: Emitter<NewCalls>
}

/** The list of recent calls: the newest 100,000 are kept. */
export function createActivity(deps: { db: OpenedDatabase; clock: Clock; log: Logger }): Activity {
  const store = createCallStore(deps.db, deps.log)
  const onCalls = new Emitter<NewCalls>()
  return {
    onCalls,
    record(calls, dropped = 0) {
      if (calls.length > 0 || dropped > 0) onCalls.emit({ calls: store.add(calls), dropped })
    },
    list: (query) => store.page(query, parseId(query.beforeId), query.limit),
    watch: (filter, signal) => watch(onCalls, deps.clock, filter, signal),
  }
}

async function* watch(
  source: Emitter<NewCalls>,
  clock: Clock,
  filter: CallFilter,
  signal: AbortSignal | undefined,
): AsyncGenerator<NewCalls, void, void> {
  let unreported = 0
  const batches = batchStream<CallRecord>({
    subscribe: (push) =>
      source.on(({ calls, dropped }) => {
        unreported += dropped
        const wanted = calls.filter((call) => matches(filter, call))
        if (wanted.length > 0) push(wanted)
      }),
    clock,
    intervalMs: WATCH_INTERVAL_MS,
    maxItems: WATCH_MAX_CALLS,
    signal,
  })
  for await (const { items, dropped } of batches) {
    yield { calls: items, dropped: dropped + unreported }
    unreported = 0
  }
}

function parseId(id: string | undefined): number {
  if (id === undefined) return Number.MAX_SAFE_INTEGER
  if (/^\d{1,15}$/.test(id)) return Number(id)
  throw new OmniMindError('BAD_INPUT', `"${id.slice(0, 40)}" is not the id of a call.`, {
    nextStep: 'Use the id of the last call of the page before, or none for the newest calls.',
  })
}
