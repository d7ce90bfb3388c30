import { z } from 'zod'
import { defineTool, type Tool } from '../../kit/define-tool'
import type { ProcessEntry } from '../processes/process-entry'
import { reads, type SystemToolsDeps } from './tool-deps'

const MAX_LISTED = 200

const Shown = z.object({
  pid: z.number().int(),
  parentPid: z.number().int(),
  name: z.string(),
  command: z.string(),
  user: z.string().describe('Number of the user, on Windows the name'),
  memoryBytes: z.number().describe('Resident'),
  cpuSeconds: z.number().describe('Since it started; 0 where the system does not say'),
  startedAt: z.number().int().nullable().describe('UTC, milliseconds since 1970'),
})

const orders = {
  memory: (a: ProcessEntry, b: ProcessEntry) => b.memoryBytes - a.memoryBytes,
  cpu: (a: ProcessEntry, b: ProcessEntry) => b.cpuSeconds - a.cpuSeconds,
  pid: (a: ProcessEntry, b: ProcessEntry) => a.pid - b.pid,
}

export const listProcesses = ({ processes }: SystemToolsDeps): Tool =>
  defineTool({
    name: 'list_processes',
    title: 'List Processes',
    description:
      'List the processes of this machine with memory and CPU time, the largest first. Narrow it with filter. Command ' +
      'lines are shortened and secrets in them replaced. The answer may be 5 seconds old.',
    input: {
      filter: z
        .string()
        .max(200)
        .optional()
        .describe('Part of a name or command line, in any case; or an exact pid'),
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
      const wanted = filter.toLowerCase()
      const fitting = (await processes.all()).filter(
        ({ pid, name, command }) =>
          String(pid) === wanted || `${name}\n${command}`.toLowerCase().includes(wanted),
      )
      const listed = fitting.toSorted(orders[sort]).slice(0, limit)
      return {
        structured: { processes: listed.map((entry) => Shown.parse(entry)), total: fitting.length },
      }
    },
  })
