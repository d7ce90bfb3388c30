import { DAY } from '@shared/lib/clock'
import { z } from 'zod'
import { defineTool, ToolError, type Tool } from '../../kit/define-tool'
import { parseTime, timeFormat } from '../parse-time'
import { serviceHint, ServiceName, type LoggingDeps } from './tool-deps'

export const forgetLogs = ({ store, clock }: LoggingDeps): Tool =>
  defineTool({
    name: 'forget_logs',
    title: 'Forget Logs',
    description:
      'Remove old log lines for good, of some services or of all. Only when the person asks for it. Lines of the ' +
      'last 24 hours always stay, and who removed how much is written to a log that only people read. How long lines are kept in ' +
      'general is the setting keepDays of this service, which only the person changes.',
    input: {
      olderThan: z.string().max(80).describe(`Lines written before this time go: ${timeFormat}`),
      services: z.array(ServiceName).min(1).max(100).optional().describe(`${serviceHint}. Absent: all logs`),
    },
    output: { removed: z.number().int(), before: z.string().describe('ISO time, UTC') },
    hints: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
    async run({ olderThan, services = [] }, { session }) {
      const now = clock.epochMs()
      const at = parseTime(olderThan, now)
      if (at > now - DAY)
        throw new ToolError(
          'Lines of the last 24 hours cannot be removed. Give an older time, for example "-7d".',
        )
      const before = new Date(at).toISOString()
      const removed = await store.forget(at, services, (session.client() ?? 'unknown').slice(0, 500))
      const ofWhat = services.length === 0 ? 'all logs' : services.join(', ')
      return {
        structured: { removed, before },
        text: `${removed} lines older than ${before} were removed from ${ofWhat}.`,
      }
    },
  })
