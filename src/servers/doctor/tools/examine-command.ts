import { z } from 'zod'
import { DoctorReport } from '@shared/domain/doctor'
import { examineCommand as examine } from '../../../doctor'
import { defineTool, type Tool } from '../../kit/define-tool'
import { askPerson, type Request } from './ask-person'
import { asOutput, optionsOf, type DoctorDeps } from './tool-deps'

const noNul = /^[^\0]*$/

export const examineCommand = (deps: DoctorDeps): Tool =>
  defineTool({
    name: 'examine_command',
    title: 'Examine a Command',
    description:
      'Find out why an MCP server that is started by a command does not work: program found, start, output, handshake, tools, ' +
      'a harmless call. The person is asked first, since the program is really started (up to three times, without a shell, ' +
      'in their home directory, with none of their keys in its environment) and ended again.',
    input: {
      command: z
        .string()
        .min(1)
        .max(4_096)
        .regex(noNul)
        .describe('A name on the PATH or a full path, e.g. "npx"'),
      args: z
        .array(z.string().max(8_192).regex(noNul))
        .max(100)
        .default([])
        .describe('Each argument by itself, e.g. ["-y", "@modelcontextprotocol/server-memory"]'),
    },
    output: DoctorReport.shape,
    hints: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
    async run({ command, args }, call) {
      await askPerson(deps, consentToCommand(command, args), call)
      const path = await deps.path()
      return asOutput(await deps.inTurn(() => examine({ command, args, path }, optionsOf(call))))
    },
  })

function consentToCommand(command: string, args: readonly string[]): Request {
  return {
    title: 'Start a program, up to three times, to examine it',
    details: [
      { label: 'Program', value: command },
      ...args.map((value, index) => ({ label: `Argument ${index + 1}`, value })),
    ],
    rememberAs: null,
    what: 'this program started',
    inTerminal: 'omnimind doctor -- COMMAND ARGS',
  }
}
