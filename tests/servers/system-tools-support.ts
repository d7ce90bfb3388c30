import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Machine } from '@servers/system-tools/build-deps'
import { systemTools } from '@servers/system-tools/server'
import type { ServiceSettings } from '@shared/domain/manifest'
import type { ConsentAnswer, ConsentQuestion } from '@shared/domain/consent'
import { serve } from '../support/served'
import { TestCenter } from '../support/test-center'

export interface Answer<Structured> {
  structured: Structured
  text: string
  isError: boolean
}

export interface RunningTools {
  /** A folder that is allowed. */
  folder: string
  /** What the person was asked. */
  questions: readonly ConsentQuestion[]
  log: { level: string; text: string }[]
  center: TestCenter
  call<Structured = Record<string, unknown>>(
    name: string,
    args?: Record<string, unknown>,
    options?: { signal?: AbortSignal },
  ): Promise<Answer<Structured>>
  close(): Promise<void>
}

export interface StartOptions {
  settings?: ServiceSettings
  machine?: Partial<Machine>
  /** Nobody is there unless given. */
  consent?: (question: ConsentQuestion) => ConsentAnswer | Promise<ConsentAnswer>
  workerEntry?: string
}

/** The server behind its real socket, with one allowed folder, and a client called "Tester". */
export async function startTools(options: StartOptions = {}): Promise<RunningTools> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'omni-tools-')))
  const { consent, workerEntry } = options
  const center = new TestCenter({
    serviceId: 'system-tools',
    ...(consent ? { consent } : {}),
    ...(workerEntry ? { workerEntry } : {}),
  })
  const settings = { folders: [folder], ...options.settings }
  const served = await serve(systemTools(options.machine), { settings, center }).catch((error: unknown) => {
    rmSync(folder, { recursive: true, force: true })
    throw error
  })
  const { client } = await served.connect('Tester')
  return {
    folder,
    center,
    questions: center.questions,
    log: served.log.lines,
    async call(name, args = {}, callOptions = {}) {
      const { structuredContent, content, isError } = await client.callTool(
        { name, arguments: args },
        undefined,
        callOptions,
      )
      const [first] = content as { text?: string }[]
      return {
        structured: structuredContent as never,
        text: first?.text ?? '',
        isError: isError === true,
      }
    },
    async close() {
      await client.close()
      await served.close()
      await center.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** A script that prints its arguments as JSON, and the line of the list that allows it. */
export function argumentPrinter(folder: string): { script: string; line: string } {
  const script = join(folder, 'print.mjs')
  writeFileSync(
    script,
    'process.stdout.write(JSON.stringify({ args: process.argv.slice(2), env: process.env }))',
  )
  return { script, line: `"${process.execPath}" "${script}"` }
}

/** What execute_command answers, as far as tests look at it. */
export interface Ran {
  outcome: string
  exitCode: number | null
  stdout: { text: string; bytes: number; truncated: boolean }
  stderr: { text: string; bytes: number; truncated: boolean }
  sandbox: string
  cwd: string
  program: string
  allowedBy: string | null
  note: string | null
}

/** The words of a text, for tables that would be long as literals. */
export function words(text: string): string[] {
  return text.trim().split(/\s+/)
}
