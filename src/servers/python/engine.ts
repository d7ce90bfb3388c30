import type { RunOutcome } from './run-outcome'

export interface RunRequest {
  code: string
  /** Which interpreter; see `SandboxEngine`. Without meaning for an engine that keeps nothing. */
  session: string
  timeoutMs: number
  signal: AbortSignal
}

/** What contains the code: Pyodide's WebAssembly, the system's bubblewrap, or nothing. */
export type Containment = 'pyodide' | 'bubblewrap' | 'none'

export interface RunReport extends RunOutcome {
  sandbox: Containment
  stdout: string
  stderr: string
  outputCut: boolean
  /** Why it was ended before its time, if it was. */
  stopped: 'time' | 'output' | 'memory' | 'broken' | 'reset' | null
  /** The variables of the session are gone. */
  stateLost: boolean
  durationMs: number
  /** Scratch files made or changed, removed, and those that could not be kept with the reason. */
  written: string[]
  removed: string[]
  notKept: string[]
  /** What the caller should know, e.g. that the interpreter is a new one. */
  notes: string[]
}

/** Something that runs Python. */
export interface Engine {
  run(request: RunRequest): Promise<RunReport>
  dispose(): void
}

/** A run of which nothing came but why. */
export const nothing: RunOutcome = { result: null, json: null, error: null, variables: [] }
