import { execFile } from 'node:child_process'

/** Runs a program of the system with an argument list, never through a shell. @returns its output, '' when it fails */
export type RunTool = (program: string, args: readonly string[]) => Promise<string>

const TIMEOUT_MS = 5_000

export const runTool: RunTool = (program, args) =>
  new Promise((resolve) => {
    const options = { timeout: TIMEOUT_MS, windowsHide: true, maxBuffer: 4 * 1024 * 1024 }
    // lsof and tasklist end with an error code when they find nothing; what they wrote still counts.
    execFile(program, [...args], options, (_error, stdout) => resolve(stdout))
  })
