import { z } from 'zod'
import { defineTool, type Tool } from '../../kit/define-tool'
import type { ProcessEntry } from '../processes/process-entry'
import { reads, type SystemToolsDeps } from './tool-deps'

const MAX_LISTED = 200

const Shown = z.object({
  pid: z.number().int(),
  parentPid: z.number().int(),
  name: z.string(),
  command: z.string().optional(),
  user: z.string().optional().describe('Number of the user, on Windows the name'),
  memoryBytes: z.number().describe('Resident'),
  cpuSeconds: z.number().describe('Since it started; 0 where the system does not say'),
  startedAt: z.number().int().nullable().describe('UTC, milliseconds since 1970'),
})

/** Tell who works here, and on what. */
const Nameless = Shown.omit({ command: true, user: true })

const orders = {
  memory: (a: ProcessEntry, b: ProcessEntry) => b.memoryBytes - a.memoryBytes,
  cpu: (a: ProcessEntry, b: ProcessEntry) => b.cpuSeconds - a.cpuSeconds,
  pid: (a: ProcessEntry, b: ProcessEntry) => a.pid - b.pid,
}

export const listProcesses = ({ processes, settings: { showIdentifying } }: SystemToolsDeps): Tool =>
  defineTool({
    name: 'list_processes',
    title: 'List Processes',
    description:
      'List the processes of this machine with memory and CPU time, the largest first. Narrow it with filter. Command ' +
      'lines and users only where the person shows them, shortened and with secrets replaced. The answer may be 5 seconds old.',
    input: {
      filter: z
        .string()
        .max(200)
        .optional()
        .describe('Part of a name or a shown command line, in any case; or an exact pid'),
      sort: z.enum(['memory', 'cpu', 'pid']).default('memory'),
      limit: z.number().int().min(1).max(MAX_LISTED).default(30),
    },
    output: {
      processes: z.array(Shown),
      total: z.number().int().describe('How many fit the filter'),
    },
    hints: reads,
    freshness: 'live',
    async run({ filter = '', sort, limit }) {
      const shown = showIdentifying ? Shown : Nameless
      const wanted = filter.toLowerCase()
      const fitting = (await processes.all()).filter(
        ({ pid, name, command }) =>
          String(pid) === wanted ||
          (showIdentifying ? `${name}\n${command}` : name).toLowerCase().includes(wanted),
      )
      const listed = fitting.toSorted(orders[sort]).slice(0, limit)
      return {
        structured: { processes: listed.map((entry) => shown.parse(entry)), total: fitting.length },
      }
    },
  })
