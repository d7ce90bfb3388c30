import { z } from 'zod'
import { defineTool, type Tool, type ToolCall } from '../../kit/define-tool'
import type { Engine, RunReport } from '../engine'
import { ScratchPath, pathRule } from '../scratch-path'
import type { ScratchFolder } from '../scratch-folder'
import { reportText } from './report-text'
import { SessionName, sessionKey } from './session-name'
import { forModel } from './tool-deps'

const MAX_CODE = 500_000
const DEFAULT_SECONDS = 30

export interface RunToolDeps {
  engine: Engine
  scratch: ScratchFolder
  maxSeconds: number
  /** The engine keeps variables between runs. */
  keepsVariables: boolean
}

const sandboxText =
  'Run Python 3.14 in a sandbox: to calculate, to work on text, JSON, CSV and files in /scratch. Variables stay for the ' +
  'next run. No network, no programs, no files of the machine; the standard library and what list_python_packages ' +
  'shows. The value of the last expression is the result. Top-level await works.'
const systemText =
  'Run Python 3 of this machine in a new process: every run starts with nothing but the files in its folder. ' +
  'The value of the last expression is the result. Top-level await works.'

const output = {
  result: z.string().nullable().describe('repr of the last expression'),
  json: z.unknown().describe('The same as JSON, when it has that form'),
  stdout: z.string(),
  stderr: z.string(),
  error: z.object({ type: z.string(), message: z.string(), traceback: z.string() }).nullable(),
  stopped: z
    .enum(['time', 'output', 'memory', 'broken', 'reset'])
    .nullable()
    .describe('What ended it: a limit, a fault, or reset_python'),
  stateLost: z.boolean().describe('The variables are gone; files are not'),
  truncated: z.boolean().describe('More was printed than is shown'),
  durationMs: z.number(),
  filesWritten: z.array(z.string()).describe('Below /scratch'),
  filesRemoved: z.array(z.string()),
  notes: z.array(z.string()),
  sandbox: z.enum(['pyodide', 'bubblewrap', 'none']).describe('What contained the code; none: nothing did'),
}

export const runPython = (deps: RunToolDeps): Tool =>
  defineTool({
    name: 'run_python',
    title: 'Run Python',
    description: deps.keepsVariables ? sandboxText : systemText,
    input: {
      code: z.string().max(MAX_CODE),
      session: deps.keepsVariables ? SessionName : SessionName.describe('Nothing is kept here; leave it out'),
      files: z
        .record(z.string().refine(isWritable, { error: pathRule }), z.string())
        .optional()
        .describe('Text files to put into /scratch first: path to content'),
      timeoutS: z
        .number()
        .min(0.1)
        .max(900)
        .optional()
        .describe(`Seconds it may take; ${DEFAULT_SECONDS} if not given`),
    },
    output,
    hints: {
      readOnlyHint: false,
      destructiveHint: true,
      idempotentHint: false,
      openWorldHint: !deps.keepsVariables,
    },
    async run(input, call: ToolCall) {
      const { code, files = {}, timeoutS } = input
      for (const [path, content] of Object.entries(files))
        forModel(() => deps.scratch.write(ScratchPath.parse(path), Buffer.from(content)))
      const seconds = Math.min(timeoutS ?? DEFAULT_SECONDS, deps.maxSeconds)
      const report = await deps.engine.run({
        code,
        session: sessionKey(input.session, call),
        timeoutMs: seconds * 1_000,
        signal: call.signal,
      })
      return { structured: structured(report), text: reportText(report, seconds) }
    },
  })

/** Every path is looked at before the first file is written. */
function isWritable(path: string): boolean {
  return ScratchPath.safeParse(path).success
}

function structured(report: RunReport) {
  const { variables: _variables, json, written, removed, notKept, notes, outputCut, ...rest } = report
  return {
    ...rest,
    json: json === null ? null : (JSON.parse(json) as unknown),
    truncated: outputCut,
    filesWritten: written,
    filesRemoved: removed,
    notes: [...notes, ...notKept.map((each) => `Not kept: ${each}`)],
  }
}
