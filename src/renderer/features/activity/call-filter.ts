import type { CallFilter } from '@shared/contract/activity'
import { CallOutcome, ProtocolEra } from '@shared/domain/call'
import { DAY, HOUR, MINUTE } from '@shared/lib/clock'

/** The filters of the address, by their names in it. */
export const filterKeys = [
  'q',
  'service',
  'outcome',
  'client',
  'method',
  'era',
  'slower',
  'since',
  'from',
  'to',
  'contents',
] as const
export type FilterKey = (typeof filterKeys)[number]
export type FilterTexts = Record<FilterKey, string>

/** How far back, as it stands in the address and in the list of choices. */
export const spans: readonly { value: string; label: string; ms: number }[] = [
  { value: '15m', label: 'Last 15 minutes', ms: 15 * MINUTE },
  { value: '1h', label: 'Last hour', ms: HOUR },
  { value: '24h', label: 'Last 24 hours', ms: DAY },
  { value: '7d', label: 'Last 7 days', ms: 7 * DAY },
]

/** The filter a person chose; what cannot be read in an address filters nothing. */
export function toFilter(texts: FilterTexts, now: number): CallFilter {
  const outcome = CallOutcome.safeParse(texts.outcome)
  const era = ProtocolEra.safeParse(texts.era)
  const slower = Number.parseFloat(texts.slower)
  const span = spans.find(({ value }) => value === texts.since)
  const fromMs = span ? now - span.ms : Date.parse(texts.from)
  const toMs = Date.parse(texts.to)
  return {
    text: texts.q,
    ...(texts.service ? { serviceId: texts.service } : {}),
    ...(outcome.success ? { outcome: outcome.data } : {}),
    ...(texts.client ? { client: texts.client } : {}),
    ...(texts.method ? { method: texts.method } : {}),
    ...(era.success ? { era: era.data } : {}),
    ...(slower > 0 ? { slowerThanMs: slower } : {}),
    ...(Number.isFinite(fromMs) ? { fromMs } : {}),
    ...(Number.isFinite(toMs) && !span ? { toMs } : {}),
    ...(texts.contents ? { contents: texts.contents } : {}),
  }
}

/** How many filters of the second row are set. */
export function countMore(texts: FilterTexts): number {
  const { client, method, era, slower, since, from, to, contents } = texts
  return [client, method, era, slower, since || from || to, contents].filter(Boolean).length
}
