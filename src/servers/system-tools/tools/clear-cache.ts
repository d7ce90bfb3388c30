import { z } from 'zod'
import { defineTool, type Tool } from '../../kit/define-tool'
import type { SystemToolsDeps } from './tool-deps'

export const clearCache = ({ processes, commands, web }: SystemToolsDeps): Tool =>
  defineTool({
    name: 'clear_cache',
    title: 'Clear Cache',
    description:
      'Forget what this server keeps to be quick: the list of processes, where programs were found, open web connections. ' +
      'Nothing of the person is lost. Useful after a program was installed.',
    input: {},
    output: {
      processList: z.boolean().describe('There was one'),
      programs: z.number().int().describe('Programs that are looked for anew'),
    },
    hints: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    async run() {
      const cleared = { processList: processes.forget(), programs: commands.programs.forget() }
      await web.forget()
      return { structured: cleared }
    },
  })
