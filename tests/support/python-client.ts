import type { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { z } from 'zod'

/** Anything a client can connect to. */
interface Connectable {
  connect(): Promise<{ client: Client }>
}

/** The structured answer of `run_python`, and its text. */
export interface PythonRun {
  result: string | null
  json: unknown
  stdout: string
  stderr: string
  error: { type: string; message: string; traceback: string } | null
  stopped: string | null
  stateLost: boolean
  truncated: boolean
  durationMs: number
  filesWritten: string[]
  filesRemoved: string[]
  notes: string[]
  sandbox: string
  text: string
}

export interface PythonClient {
  call(
    tool: string,
    args?: object,
  ): Promise<{ structured: unknown; content: unknown; isError: unknown; text: string }>
  run(code: string, more?: object, signal?: AbortSignal): Promise<PythonRun>
  /** Resolves once a session runs code. */
  isRunning(): Promise<void>
  close(): Promise<void>
}

/** A client of the python server. */
export async function pythonClient(served: Connectable): Promise<PythonClient> {
  const { client } = await served.connect()
  const call = async (tool: string, args: object = {}, signal?: AbortSignal) => {
    const request: Parameters<Client['callTool']>[0] = { name: tool, arguments: { ...args } }
    const { structuredContent, content, isError } = await client.callTool(request, undefined, {
      timeout: 60_000,
      ...(signal && { signal }),
    })
    const [first] = content as { text?: string }[]
    return { structured: structuredContent, content, isError, text: first?.text ?? '' }
  }
  return {
    call,
    async run(code, more = {}, signal) {
      const { structured, text, isError } = await call('run_python', { code, ...more }, signal)
      if (isError === true) throw new Error(text)
      return { ...(structured as Omit<PythonRun, 'text'>), text }
    },
    async isRunning() {
      const Sessions = z.object({ sessions: z.array(z.object({ isRunning: z.boolean() })) })
      for (;;) {
        const { structured } = await call('list_python_sessions')
        if (Sessions.parse(structured).sessions.some(({ isRunning }) => isRunning)) return
      }
    },
    close: () => client.close(),
  }
}
