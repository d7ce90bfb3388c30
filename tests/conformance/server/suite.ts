import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../../support/running-center'

export type SuiteVersion = 'conformance-latest' | 'conformance-next'

/** One check of the official suite. */
export interface Check {
  scenario: string
  id: string
  status: 'SUCCESS' | 'FAILURE' | 'WARNING' | 'SKIPPED' | 'INFO'
  errorMessage?: string
}

export interface SuiteRun {
  checks: Check[]
  /** The suite's own verdict: 0 when everything it requires passed. */
  exitCode: number
  output: string
}

/**
 * Runs the official conformance suite against an address.
 * @param args e.g. `--suite all`
 */
export async function runServerSuite(version: SuiteVersion, url: string, args: string[]): Promise<SuiteRun> {
  const directory = mkdtempSync(join(tmpdir(), 'omnimind-conformance-'))
  try {
    const program = join(root, 'node_modules', version, 'dist/index.js')
    const { exitCode, output } = await run([program, 'server', '--url', url, ...args, '-o', directory])
    return { exitCode, output, checks: readChecks(directory) }
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

function run(args: string[]): Promise<{ exitCode: number; output: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, args, { maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      resolve({ exitCode: error ? Number(error.code ?? 1) : 0, output: stdout + stderr })
    })
  })
}

/** Each scenario leaves `server-NAME-TIME/checks.json`. */
function readChecks(directory: string): Check[] {
  return readdirSync(directory).flatMap((folder) => {
    const scenario = folder.replace(/^server-/, '').replace(/-\d{4}-\d\d-\d\dT.*$/, '')
    const checks = JSON.parse(readFileSync(join(directory, folder, 'checks.json'), 'utf8')) as Check[]
    return checks.map((check) => ({ ...check, scenario }))
  })
}
