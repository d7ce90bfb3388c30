import { z } from 'zod'
import { DoctorReport } from '@shared/domain/doctor'
import { examineCommand as examine, Found, pinProgram, type PinnedProgram } from '../../../doctor'
import { defineTool, ToolError, type Tool } from '../../kit/define-tool'
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
      'in their home directory, as them; its environment names no SSH agent, session bus, screen, Docker or proxy) and ended again.',
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
      const path = await deps.path()
      const program = lookFor(command, path)
      if (!(program instanceof Found)) await askPerson(deps, consentToCommand(program, args), call)
      const examined = await deps.inTurn(() => {
        if (!(program instanceof Found)) refuseChanged(program)
        return examine({ command, args, path, program, namedBy: 'model' }, optionsOf(call))
      })
      return asOutput(examined)
    },
  })

/** What is not there is a finding; nothing is started, so nobody need be asked. */
function lookFor(command: string, path: string): PinnedProgram | Found {
  try {
    return pinProgram(command, path)
  } catch (error) {
    if (error instanceof Found) return error
    throw error
  }
}

/** The person may have thought for a while. @throws ToolError */
function refuseChanged(program: PinnedProgram): void {
  if (program.isUnchanged()) return
  throw new ToolError(
    `${program.file} was changed while the person was asked, so it was not started. Tell them, and ask again.`,
  )
}

function consentToCommand({ file, foundAs }: PinnedProgram, args: readonly string[]): Request {
  return {
    title: 'Start a program, up to three times, to examine it',
    details: [
      { label: 'Program', value: file },
      ...(foundAs === file ? [] : [{ label: 'Found as', value: foundAs }]),
      ...args.map((value, index) => ({ label: `Argument ${index + 1}`, value })),
    ],
    lasting: {},
    what: 'this program started',
    inTerminal: 'omnimind doctor -- COMMAND ARGS',
  }
}
