import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { root } from '../support/running-center'

/** 0.1.16, the published one, and 0.2.0-alpha.12, which knows the newest revision. */
export type SuiteVersion = 'conformance-latest' | 'conformance-next'

const Checks = z.array(
  z.looseObject({
    id: z.string(),
    status: z.enum(['SUCCESS', 'FAILURE', 'WARNING', 'SKIPPED', 'INFO']),
    errorMessage: z.string().optional(),
  }),
)
/** One check of the official suite, and of which scenario it is. */
export type Check = z.infer<typeof Checks>[number] & { scenario: string }

export interface SuiteRun {
  checks: Check[]
  /** The suite's own verdict: 0 when everything it requires passed. */
  exitCode: number
  output: string
}

/** Runs the official conformance suite. @param args e.g. `['server', '--url', URL, '--suite', 'all']` */
export async function runSuite(version: SuiteVersion, args: readonly string[]): Promise<SuiteRun> {
  const directory = mkdtempSync(join(tmpdir(), 'omnimind-conformance-'))
  try {
    const program = join(root, 'node_modules', version, 'dist/index.js')
    const { exitCode, output } = await run([program, ...args, '-o', directory])
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

/** Each scenario leaves `SCENARIO-TIME/checks.json`, a server's with `server-` before; a scenario may hold a slash. */
function readChecks(directory: string): Check[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('checks.json'))
    .flatMap((file) => {
      const folder = dirname(file).replaceAll('\\', '/')
      const scenario = folder.replace(/-\d{4}-\d\d-\d\dT[^/]*$/, '')
      const checks = Checks.parse(JSON.parse(readFileSync(join(directory, file), 'utf8')))
      return checks.map((check) => ({ ...check, scenario }))
    })
}
