import { z } from 'zod'

/** The service to its interpreter process. */
export const ToInterpreter = z.discriminatedUnion('kind', [
  /** Loads Python; the first message. */
  z.object({
    kind: z.literal('open'),
    memoryMb: z.number().int().positive(),
    /** Absolute path of the package Pyodide. */
    pyodideFolder: z.string(),
    /** Absolute path, or empty. */
    packagesFolder: z.string(),
  }),
  z.object({
    kind: z.literal('run'),
    code: z.string(),
    /** Shown as the file name in tracebacks. */
    name: z.string(),
    timeoutMs: z.number().positive(),
    outputBytes: z.number().int().positive(),
    /** Scratch files that changed on disk since the last run. */
    put: z.array(z.object({ path: z.string(), base64: z.string(), modifiedMs: z.number() })),
    drop: z.array(z.string()),
  }),
  /** After a run: answered at once, unless code of the run still computes. */
  z.object({ kind: z.literal('rest') }),
])
export type ToInterpreter = z.infer<typeof ToInterpreter>

/** What an interpreter tells during a run. */
export const InterpreterEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('output'), stream: z.enum(['stdout', 'stderr']), text: z.string() }),
  z.object({ kind: z.literal('changed'), path: z.string().max(1_000), base64: z.string() }),
])
export type InterpreterEvent = z.infer<typeof InterpreterEvent>
