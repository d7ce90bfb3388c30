import type { CallFilter } from '@shared/contract/activity'
import type { CallContents, CallRecord } from '@shared/domain/call'
import type { Logger } from '@shared/domain/log'
import { OmniMindError } from '@shared/errors'
import { batchStream } from '@shared/lib/batch-stream'
import { DAY, HOUR, type Clock } from '@shared/lib/clock'
import { Emitter } from '@shared/lib/emitter'
import type { Redactor } from '../redaction'
import type { OpenedDatabase } from '../storage'
import { matches } from './call-filter'
import { createCallStore, type CallPage, type CallStore, type KeptCall } from './call-store'
import { exportHead, exportLine, type ExportFormat } from './export'

const WATCH_INTERVAL_MS = 250
const WATCH_MAX_CALLS = 500
const EXPORT_MAX_CALLS = 100_000
const EXPORT_CHUNK = 1_000

export type { KeptCall }

/** Calls the gateway reported at one time, numbered; `dropped` were too many to report. */
export interface NewCalls {
  calls: CallRecord[]
  dropped: number
}

export interface ExportChunk {
  text: string
  /** Calls written so far, of `total`. */
  calls: number
  total: number
}

export interface Activity {
  /**
   * Stores what the gateway reported, secrets replaced. Each call gets an id of its own, growing for ever, because
   * the gateway's ids start again with each of its runs. Never throws: a full disk costs calls, not the app.
   */
  record(calls: readonly KeptCall[], dropped?: number): void
  /**
   * Newest first.
   * @throws OmniMindError BAD_INPUT when `beforeId` is no id of this list
   */
  list(query: CallFilter & { beforeId?: string | undefined; limit: number }): CallPage
  /** @throws OmniMindError BAD_INPUT when there is no such call (any more) */
  get(id: string): { call: CallRecord; contents: CallContents | null }
  /** New calls that pass the filter, in batches at most every 250 ms; a slow reader gets the newest 500. */
  watch(filter: CallFilter, signal?: AbortSignal): AsyncGenerator<NewCalls, void, void>
  /** Oldest first, at most 100,000 calls; ends early when the signal says so. */
  export(
    query: { filter: CallFilter; format: ExportFormat; contents: boolean },
    signal?: AbortSignal,
  ): AsyncGenerator<ExportChunk, void, void>
  /** @returns of how many calls arguments and results were removed */
  forgetContents(): number
  readonly onCalls: Emitter<NewCalls>
}

export interface ActivityDeps {
  db: OpenedDatabase
  clock: Clock
  log: Logger
  /** Replaces secrets in a text. */
  redact: Redactor
  /** Calls are kept this many days. */
  keepDays: () => number
}

/** The list of recent calls: the newest 100,000 are kept, and none for longer than asked for. */
export function createActivity(deps: ActivityDeps): Activity {
  const { clock, redact } = deps
  const store = createCallStore(deps.db, deps.log)
  const onCalls = new Emitter<NewCalls>()
  let prunedAt = -Infinity
  const pruneNowAndThen = (): void => {
    if (clock.monotonicMs() - prunedAt < HOUR) return
    prunedAt = clock.monotonicMs()
    store.removeBefore(clock.epochMs() - deps.keepDays() * DAY)
  }
  return {
    onCalls,
    record(calls, dropped = 0) {
      if (calls.length === 0 && dropped === 0) return
      onCalls.emit({ calls: store.add(calls.map((call) => redacted(call, redact))), dropped })
      pruneNowAndThen()
    },
    list: (query) =>
      store.page(query, parseId(query.beforeId ?? String(Number.MAX_SAFE_INTEGER)), query.limit),
    get(id) {
      const seq = parseId(id)
      const call = store.get(seq)
      if (call) return { call, contents: store.contents.get(seq) }
      throw new OmniMindError('BAD_INPUT', `The call ${id} is not kept any more.`, {
        nextStep: 'Choose a newer call from the list.',
      })
    },
    watch: (filter, signal) => watch(onCalls, clock, filter, signal),
    export: (query, signal) => exportCalls(store, query, signal),
    forgetContents: () => store.contents.clear(),
  }
}

function redacted(call: KeptCall, redact: Redactor): KeptCall {
  const clean = (text: string | null, isCut = false): string | null =>
    text === null ? null : redact(text, isCut)
  const { contents } = call
  return {
    ...call,
    error: clean(call.error),
    target: clean(call.target),
    contents: contents && {
      ...contents,
      request: clean(contents.request, contents.requestCut),
      response: clean(contents.response, contents.responseCut),
    },
  }
}

async function* exportCalls(
  store: CallStore,
  { filter, format, contents }: { filter: CallFilter; format: ExportFormat; contents: boolean },
  signal: AbortSignal | undefined,
): AsyncGenerator<ExportChunk, void, void> {
  const total = Math.min(store.count(filter), EXPORT_MAX_CALLS)
  yield { text: exportHead(format, contents), calls: 0, total }
  let last = 0
  for (let calls = 0; calls < total && signal?.aborted !== true;) {
    const chunk = store.following(filter, last, Math.min(EXPORT_CHUNK, total - calls))
    const newest = chunk.at(-1)
    if (!newest) return
    last = Number(newest.id)
    calls += chunk.length
    const said = (call: CallRecord): CallContents | null =>
      contents ? (store.contents.get(Number(call.id)) ?? nothingKept) : null
    yield { text: chunk.map((call) => exportLine(format, call, said(call))).join(''), calls, total }
    // Between two chunks others get their turn.
    await new Promise(setImmediate)
  }
}

const nothingKept: CallContents = { request: null, response: null, requestCut: false, responseCut: false }

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

/** @throws OmniMindError BAD_INPUT */
function parseId(id: string): number {
  if (/^\d{1,16}$/.test(id)) return Number(id)
  throw new OmniMindError('BAD_INPUT', `"${id.slice(0, 40)}" is not the id of a call.`, {
    nextStep: 'Use an id as the list of calls shows it.',
  })
}
