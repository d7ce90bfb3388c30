import { z } from 'zod'
import { defineTool, type Tool } from '../../kit/define-tool'
import { killProcess as kill } from '../processes/kill'
import type { SystemToolsDeps } from './tool-deps'

export const killProcess = ({ processes, center, clock, mainPid }: SystemToolsDeps): Tool =>
  defineTool({
    name: 'kill_process',
    title: 'End a Process',
    description:
      'End one process of the person by its number, after asking them each time. Find the number with list_processes. ' +
      'SIGTERM lets it finish; use SIGKILL only when that did not help. Processes of the system, of other users and of ' +
      'OmniMind are refused.',
    input: {
      pid: z
        .number()
        .int()
        .min(0)
        .max(2 ** 31 - 1),
      signal: z.enum(['SIGTERM', 'SIGKILL']).default('SIGTERM'),
    },
    output: {
      pid: z.number().int(),
      name: z.string(),
      signal: z.enum(['SIGTERM', 'SIGKILL']),
      ended: z.boolean().describe('False: it still ran 2 seconds later'),
    },
    hints: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
    async run({ pid, signal }, call) {
      const { entry, ended } = await kill(pid, signal, call, {
        source: processes.source,
        center,
        clock,
        mainPid,
      })
      processes.forget()
      return { structured: { pid, name: entry.name, signal, ended } }
    },
  })
