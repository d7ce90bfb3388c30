import { LogLevel } from '@shared/domain/log'
import { MAX_WRITTEN_LENGTH, writtenLength } from '@shared/process/center-requests'
import { z } from 'zod'
import { defineTool, ToolError, type Tool } from '../../kit/define-tool'
import { ServiceName, type LoggingDeps } from './tool-deps'

const MAX_TEXT_LENGTH = 16_000
const MAX_FIELDS_LENGTH = 8_000
const MAX_LINES = 200
const MAX_CLIENT_LENGTH = 200

const Text = z.string().min(1).max(MAX_TEXT_LENGTH)
const Level = LogLevel.default('info')
const Fields = z
  .record(z.string(), z.unknown())
  .refine((fields) => JSON.stringify(fields).length <= MAX_FIELDS_LENGTH, {
    error: `Fields have at most ${MAX_FIELDS_LENGTH} characters as JSON.`,
  })
const Line = z.object({ text: Text, level: Level, fields: Fields.optional() })
type Line = z.infer<typeof Line>

export const writeLog = ({ store }: LoggingDeps): Tool =>
  defineTool({
    name: 'write_log',
    title: 'Write Log',
    description:
      'Write one log line, or several at once, to the log people see beside this service: what you did and ' +
      'decided, a warning, an error. Your client name and the time are added. For facts to remember use a memory ' +
      'server, not the log: old lines are removed.',
    input: {
      text: Text.optional(),
      level: Level,
      fields: Fields.optional().describe('Any further JSON members'),
      lines: z
        .array(Line)
        .min(1)
        .max(MAX_LINES)
        .optional()
        .describe(
          `In place of text, level and fields: several lines, ${MAX_WRITTEN_LENGTH} characters together`,
        ),
      service: ServiceName.optional().describe(
        'What the lines are about, for example your program or a project',
      ),
    },
    output: { written: z.number().int() },
    hints: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
    async run({ text, level, fields, lines, service }, { session }) {
      if ((text === undefined) === (lines === undefined)) throw new ToolError('Give either text or lines.')
      const client = (session.client() ?? 'unknown').slice(0, MAX_CLIENT_LENGTH)
      const given: Line[] = lines ?? [{ text: text ?? '', level, fields }]
      const named = given.map((line) => ({
        level: line.level,
        text: line.text,
        // Last, so that nobody writes in another client's name.
        fields: { ...line.fields, ...(service === undefined ? {} : { service }), client },
      }))
      const length = writtenLength(named)
      if (length > MAX_WRITTEN_LENGTH)
        throw new ToolError(
          `These lines have ${length} characters with their fields; one call takes ${MAX_WRITTEN_LENGTH}. ` +
            'Nothing was written: send them in several calls.',
        )
      const written = await store.write(named)
      return { structured: { written }, text: `${written} ${written === 1 ? 'line' : 'lines'} written.` }
    },
  })
