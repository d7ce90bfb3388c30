import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { expect } from 'vitest'
import { LineSplitter } from '../../src/shared/lib/json-lines'
import type { ProcessExit, ProcessSpec } from '../../src/main/host/host'
import type { HostReply } from './host-wire'

/** A child of the host under test, as the test sees it. Events are kept in the order in which they came. */
export interface RemoteProcess {
  name: string
  events: Extract<HostReply, { index: number }>[]
  send(message: unknown): Promise<unknown>
  kill(signal: 'SIGTERM' | 'SIGKILL'): Promise<unknown>
  pid(): Promise<number | null>
  /** Waits for a message and takes it. */
  message(): Promise<unknown>
  exit(): Promise<ProcessExit>
  /** All output of one stream so far. */
  text(stream: 'stdout' | 'stderr'): string
}

/** The process under test, with its host. */
export interface RemoteHost {
  process: ChildProcess
  /** What came that belongs to no child. */
  events: HostReply[]
  call(verb: string, ...args: unknown[]): Promise<unknown>
  spawn(spec: Partial<ProcessSpec>): Promise<RemoteProcess>
  end(): Promise<void>
}

export interface HostProgram {
  command: string
  args: string[]
  env?: Record<string, string>
}

const PATIENCE = { timeout: 10_000, interval: 10 }

/** @param scratch a folder for the socket */
export async function startRemoteHost(program: HostProgram, scratch: string): Promise<RemoteHost> {
  const path = join(scratch, `host-${Math.random().toString(36).slice(2)}.sock`)
  const server = createServer().listen(path)
  const child = spawn(program.command, program.args, {
    env: { ...process.env, ...program.env, HOST_TEST_SOCKET: path },
    stdio: ['ignore', 'inherit', 'pipe'],
  })
  let complaint = ''
  child.stderr?.on('data', (chunk) => (complaint += String(chunk)))
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`The host's process ended with ${String(code)}:\n${complaint}`)
  })
  const [socket] = (await Promise.race([once(server, 'connection'), ended])) as [Socket]
  ended.catch(() => {})
  server.close()
  return remoteHost(child, socket)
}

function remoteHost(child: ChildProcess, socket: Socket): RemoteHost {
  const events: HostReply[] = []
  const children: RemoteProcess['events'][] = []
  const waiting = new Map<number, PromiseWithResolvers<unknown>>()
  let calls = 0
  const lines = new LineSplitter(
    (line) => {
      const reply = JSON.parse(line) as HostReply
      if (reply.type === 'result') waiting.get(reply.id)?.resolve(reply.value)
      else if (reply.type === 'error') waiting.get(reply.id)?.reject(new HostError(reply.problem))
      else if ('index' in reply) (children[reply.index] ??= []).push(reply)
      else events.push(reply)
    },
    () => {},
    1e9,
  )
  socket.setEncoding('utf8').on('data', (chunk: string) => lines.push(chunk))
  const call = (verb: string, ...args: unknown[]): Promise<unknown> => {
    const id = ++calls
    const answer = Promise.withResolvers<unknown>()
    waiting.set(id, answer)
    socket.write(`${JSON.stringify({ id, verb, args })}\n`)
    return answer.promise
  }
  return {
    process: child,
    events,
    call,
    async spawn(spec) {
      const answer = await call('spawn', { program: 'service', name: 'echo', ...spec })
      const { index, name } = answer as { index: number; name: string }
      return remoteProcess(name, index, (children[index] ??= []), call)
    },
    async end() {
      const ended = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : null
      socket.destroy()
      await ended
    },
  }
}

function remoteProcess(
  name: string,
  index: number,
  events: RemoteProcess['events'],
  call: RemoteHost['call'],
): RemoteProcess {
  let taken = 0
  const messages = () => events.filter((event) => event.type === 'message')
  return {
    name,
    events,
    send: (message) => call('send', index, message),
    kill: (signal) => call('kill', index, signal),
    pid: async () => (await call('pidOf', index)) as number | null,
    async message() {
      await expect.poll(() => messages().length, PATIENCE).toBeGreaterThan(taken)
      return messages()[taken++]?.message
    },
    async exit() {
      await expect.poll(() => events.some(({ type }) => type === 'exit'), PATIENCE).toBe(true)
      return (events.find((event) => event.type === 'exit') as { exit: ProcessExit }).exit
    },
    text: (stream) =>
      events
        .flatMap((event) => (event.type === 'output' && event.stream === stream ? [event.chunk] : []))
        .join(''),
  }
}

/** The problem a verb failed with, code included. */
export class HostError extends Error {
  readonly code: string
  constructor({ code, message }: { code: string; message: string }) {
    super(message)
    this.code = code
  }
}
