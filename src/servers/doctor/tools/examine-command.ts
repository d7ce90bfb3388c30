import { z } from 'zod'
import { DoctorReport } from '@shared/domain/doctor'
import type { ConsentAnswer, ConsentQuestion } from '@shared/domain/consent'
import { examineCommand as examine } from '../../../doctor'
import { defineTool, ToolError, type Tool } from '../../kit/define-tool'
import { asOutput, optionsOf, type DoctorDeps } from './tool-deps'

const MAX_CLIENT_LENGTH = 300
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
      const question = questionOf(command, args, call.session.client())
      refuse(await deps.center.ask('consent.ask', { question }, call.signal))
      const path = await deps.path()
      return asOutput(await deps.inTurn(() => examine({ command, args, path }, optionsOf(call))))
    },
  })

function questionOf(command: string, args: readonly string[], client: string | null): ConsentQuestion {
  return {
    title: 'Start a program, up to three times, to examine it',
    details: [
      { label: 'Program', value: command },
      ...args.map((value, index) => ({ label: `Argument ${index + 1}`, value })),
    ],
    client: client?.slice(0, MAX_CLIENT_LENGTH) ?? null,
    rememberAs: null,
  }
}

/** @throws ToolError unless the person allowed it */
function refuse({ kind }: ConsentAnswer): void {
  if (kind === 'allowed') return
  const why = {
    refused: 'The person does not want this program started. Do not ask again; ask them what to do instead.',
    'nobody-there':
      'No window of OmniMind is open, so nobody could be asked. Ask the person to open it, or to run ' +
      '"omnimind doctor -- COMMAND ARGS" in a terminal.',
    'timed-out':
      'The person did not answer in time. Tell them that OmniMind waits for their word, then try again.',
  }
  throw new ToolError(why[kind])
}
