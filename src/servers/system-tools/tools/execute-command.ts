import { z } from 'zod'
import { defineTool, ToolError, type Tool } from '../../kit/define-tool'
import { execute, type CommandOutcome } from '../commands/execute'
import type { SystemToolsDeps } from './tool-deps'

const MAX_ARGS = 250
const MAX_ARG_LENGTH = 32_768
/** Together; the person is shown all of them. */
const MAX_ARGS_LENGTH = 120_000
const MAX_INPUT_LENGTH = 64 * 1024
/** The person is shown each. */
const MAX_VARIABLES = 20
const MAX_OUTPUT_BYTES = 1024 * 1024
const MAX_SECONDS = 300

const withoutNul = (text: string): boolean => !text.includes('\0')

const Output = z.object({
  text: z.string(),
  bytes: z.number().int().describe('All that the program wrote'),
  truncated: z.boolean().describe('Only its beginning is in text'),
})

export const executeCommand = ({ commands }: SystemToolsDeps): Tool =>
  defineTool({
    name: 'execute_command',
    title: 'Run a Program',
    description:
      'Run one program to its end and get its output. No shell: pipes, redirections, globs, variables and && are plain ' +
      'text here; command is the program, each argument an item of args. What the person listed runs at once, anything ' +
      'else waits for their consent, so prefer one exact call to several tries. Not for programs that wait for a ' +
      'keyboard or run on as a server. To read or write files use read_file_secure and write_file_secure.',
    input: {
      command: z
        .string()
        .min(1)
        .max(4_096)
        .refine(withoutNul)
        .describe('Name of a program, or its absolute path'),
      args: z
        .array(z.string().max(MAX_ARG_LENGTH).refine(withoutNul, 'An argument cannot hold NUL.'))
        .max(MAX_ARGS)
        .default([])
        .describe('Each argument by itself, exactly as the program shall get it'),
      cwd: z
        .string()
        .max(4_096)
        .optional()
        .describe('Working folder inside an allowed folder; default: the first'),
      stdin: z.string().max(MAX_INPUT_LENGTH).optional().describe('Text for its standard input'),
      env: z
        .record(z.string(), z.string())
        .refine((env) => Object.keys(env).length <= MAX_VARIABLES, `At most ${MAX_VARIABLES} variables.`)
        .default({})
        .describe('Variables to add, e.g. {"LC_ALL": "C"}'),
      timeoutSeconds: z.number().int().min(1).max(MAX_SECONDS).default(30),
      maxOutputBytes: z
        .number()
        .int()
        .min(1_000)
        .max(MAX_OUTPUT_BYTES)
        .default(100_000)
        .describe('Kept of stdout and of stderr each'),
    },
    output: {
      outcome: z.enum(['exited', 'signaled', 'timed-out', 'cancelled']),
      exitCode: z.number().int().nullable(),
      signal: z.string().nullable(),
      stdout: Output,
      stderr: Output,
      durationMs: z.number().int(),
      program: z.string().describe('The file that ran'),
      cwd: z.string(),
      sandbox: z.enum(['bubblewrap', 'none']),
      allowedBy: z.string().nullable().describe("The line of the person's list; null: they were asked"),
      note: z.string().nullable().describe('What may be the cause of a failure'),
    },
    hints: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
    async run({ command, args, cwd, stdin, env, timeoutSeconds, maxOutputBytes }, call) {
      const length = args.reduce((sum, arg) => sum + arg.length, 0)
      if (length > MAX_ARGS_LENGTH)
        throw new ToolError(
          `The arguments have ${length} characters together; at most ${MAX_ARGS_LENGTH}. Pass long text as stdin, or in a file.`,
        )
      const request = {
        command,
        args,
        cwd,
        env,
        input: stdin,
        timeoutMs: timeoutSeconds * 1_000,
        outputBytes: maxOutputBytes,
      }
      const outcome = await execute(request, call, commands)
      return { structured: { ...outcome }, text: asText(outcome) }
    },
  })

function asText(ran: CommandOutcome): string {
  const { outcome, exitCode, signal, stdout, stderr, durationMs, sandbox, note } = ran
  const end = outcome === 'exited' ? `exit code ${exitCode}` : `${outcome}${signal ? ` (${signal})` : ''}`
  const part = (name: string, { text, bytes, truncated }: CommandOutcome['stdout']): string[] =>
    bytes === 0 ? [] : [`--- ${name}${truncated ? `, the beginning of ${bytes} bytes` : ''}`, text]
  return [
    `${end} after ${durationMs} ms, sandbox: ${sandbox}`,
    ...(note === null ? [] : [note]),
    ...part('stdout', stdout),
    ...part('stderr', stderr),
  ].join('\n')
}
