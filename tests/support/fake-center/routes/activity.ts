import type { CallFilter } from '@shared/contract/activity'
import type { CallRecord } from '@shared/domain/call'
import { eventStream } from '@shared/lib/event-stream'
import { contentsOf } from '../call-fixtures'
import { problems } from '../problems'
import type { FaultyContract } from '../router'
import type { FakeState } from '../state'
import { answer } from './playground'

/** Calls in one piece of an export. */
const PIECE = 200

export function activityRoutes(os: FaultyContract, state: FakeState) {
  const known = os.activity
  const contents = (call: CallRecord) =>
    state.keepsContents && state.settings.keepCallContents ? contentsOf(call) : null
  const fits = (call: CallRecord, filter: CallFilter): boolean =>
    fitsRecord(call, filter) &&
    (filter.contents === undefined ||
      JSON.stringify(contents(call)).toLowerCase().includes(filter.contents.toLowerCase()))
  return {
    list: known.list.handler(({ input }) => {
      const fitting = state.calls.filter((call) => fits(call, input))
      return { calls: fitting.slice(0, input.limit), more: fitting.length > input.limit }
    }),
    watch: known.watch.handler(async function* ({ input, signal }) {
      yield* eventStream<{ calls: CallRecord[]; dropped: number }>(
        (push) =>
          state.called.on((calls) => {
            const mine = calls.filter((call) => fits(call, input))
            if (mine.length > 0) push({ calls: mine, dropped: 0 })
          }),
        signal,
      )
    }),
    get: known.get.handler(({ input, errors }) => {
      const call = state.calls.find(({ id }) => id === input.id)
      if (!call) throw errors.PROBLEM({ data: problems.noSuchCall })
      return { call, contents: contents(call) }
    }),
    replay: known.replay.handler(async ({ input, errors, signal }) => {
      const call = state.calls.find(({ id }) => id === input.id)
      const kept = call ? contents(call) : null
      if (!call?.target || !kept?.request || kept.requestCut) throw errors.PROBLEM({ data: problems.notKept })
      return answer(
        { kind: 'tool', endpoint: call.serviceId, name: call.target, arguments: { query: 'again' } },
        signal,
      )
    }),
    export: known.export.handler(async function* ({ input, signal }) {
      const found = state.calls.filter((call) => fits(call, input.filter)).toReversed()
      const head = input.format === 'csv' ? 'id,at,serviceId,target,outcome\r\n' : ''
      for (let from = 0; from < found.length || from === 0; from += PIECE) {
        if (signal?.aborted) return
        const text = found.slice(from, from + PIECE).map((call) => asLine(call, input.format))
        const calls = Math.min(from + PIECE, found.length)
        yield { text: (from === 0 ? head : '') + text.join(''), calls, total: found.length }
        if (calls >= state.exportStandsAt) await aborted(signal)
      }
    }),
    forgetContents: known.forgetContents.handler(() => {
      state.keepsContents = false
      return { calls: state.calls.length }
    }),
  }
}

function aborted(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) resolve()
    signal?.addEventListener('abort', () => resolve(), { once: true })
  })
}

function asLine(call: CallRecord, format: 'jsonl' | 'csv'): string {
  if (format === 'jsonl') return `${JSON.stringify(call)}\n`
  const at = new Date(call.at).toISOString()
  return `${call.id},${at},"${call.serviceId}","${call.target ?? ''}",${call.outcome}\r\n`
}

function fitsRecord(call: CallRecord, filter: CallFilter): boolean {
  const words = `${call.target} ${call.client} ${call.method}`.toLowerCase()
  return (
    (filter.serviceId === undefined || call.serviceId === filter.serviceId) &&
    (filter.outcome === undefined || call.outcome === filter.outcome) &&
    (filter.client === undefined || call.client === filter.client) &&
    (filter.method === undefined || call.method === filter.method) &&
    (filter.era === undefined || call.era === filter.era) &&
    (filter.fromMs === undefined || call.at >= filter.fromMs) &&
    (filter.toMs === undefined || call.at <= filter.toMs) &&
    (filter.slowerThanMs === undefined || call.durationMs >= filter.slowerThanMs) &&
    words.includes(filter.text.toLowerCase())
  )
}
