import type { LogSourceStatistics } from '@shared/process/center-requests'
import { z } from 'zod'
import { defineTool, type Tool } from '../../kit/define-tool'
import { reads, type LoggingDeps } from './tool-deps'

const count = z.number().int()
const Time = z.string().nullable().describe('ISO time, UTC; null for an empty log')

const ServiceStatistics = z.object({
  service: z.string(),
  lines: count,
  bytes: count,
  debug: count,
  info: count,
  warn: count,
  error: count,
  oldest: Time,
  newest: Time,
  errorsPerHour: z.array(count).describe('The last 24 hours, one count each, the present hour last'),
})
type ServiceStatistics = z.infer<typeof ServiceStatistics>

export const logStatistics = ({ store, keepDays }: LoggingDeps): Tool =>
  defineTool({
    name: 'log_statistics',
    title: 'Log Statistics',
    description:
      'Which logs there are, and for each how many lines of every level it holds, its size, its oldest and newest ' +
      'time, and its errors in each of the last 24 hours. Use it first to see where something goes wrong.',
    input: {},
    output: {
      services: z.array(ServiceStatistics).describe('Most errors of the last 24 hours first'),
      keepDays: count.describe('Older lines are removed; 0: by size only, 30 MB for each log'),
    },
    hints: reads,
    freshness: 'live',
    async run(_, { signal }) {
      const services = (await store.statistics(signal)).map(shown)
      services.sort((a, b) => recentErrors(b) - recentErrors(a) || a.service.localeCompare(b.service))
      return { structured: { services, keepDays }, text: statisticsText(services, keepDays) }
    },
  })

function shown({ source, entries, bytes, byLevel, oldestAt, newestAt, errorsByHour }: LogSourceStatistics) {
  return {
    service: source,
    lines: entries,
    bytes,
    ...byLevel,
    oldest: isoTime(oldestAt),
    newest: isoTime(newestAt),
    errorsPerHour: errorsByHour,
  }
}

function statisticsText(services: ServiceStatistics[], keepDays: number): string {
  const kept = keepDays === 0 ? 'until a log is full (30 MB)' : `for ${keepDays} days`
  const lines = services.map(
    (one) =>
      `${one.service}: ${one.lines} lines (${one.error} error, ${one.warn} warn, ${one.info} info, ` +
      `${one.debug} debug), ${one.bytes} bytes, ${one.oldest ?? 'never'} to ${one.newest ?? 'never'}, ` +
      `errors in the last 24 h: ${recentErrors(one)} (by hour: ${one.errorsPerHour.join(' ')})`,
  )
  return [`${services.length} logs; lines are kept ${kept}.`, ...lines].join('\n')
}

function recentErrors({ errorsPerHour }: ServiceStatistics): number {
  return errorsPerHour.reduce((sum, errors) => sum + errors, 0)
}

function isoTime(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString()
}
