import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

export const root = resolve(import.meta.dirname, '../..')

/** The shape of /status that tests and benches rely on. */
export interface Status {
  version: string
  pid: number
  state: string
  services: {
    id: string
    tier: number | string
    port: number
    state: string
    pid: number | null
    restarts: number
  }[]
}

/** A real headless control center in a process of its own, on its own data directory and ports. */
export interface RunningCenter {
  home: string
  process: ChildProcess
  pid: number
  /** From the start of the process to /ready answering 200, ms. */
  readyAfterMs: number
  token: string
  output: () => string
  url(port: number): string
  mcpUrl(serviceId: 'memory' | 'thinking' | 'context'): URL
  status(): Promise<Status>
  pidOf(serviceId: string): Promise<number>
  /** Asks it to end and waits; the data directory is removed unless it was given. */
  stop(): Promise<void>
}

export interface StartOptions {
  home?: string
  portOffset: number
  env?: Record<string, string>
  /** Give up waiting for /ready after this time, ms. */
  readyWithinMs?: number
}

const ports = { memory: 4321, thinking: 4322, context: 4323 } as const

/** Starts `out/main/headless.js` (build first) and waits until all tier-1 services are ready. */
export async function startCenter(options: StartOptions): Promise<RunningCenter> {
  const home = options.home ?? mkdtempSync(join(tmpdir(), 'omnimind-'))
  const startedAt = performance.now()
  const { child, output } = spawnCenter(home, options)
  const url = (port: number): string => `http://127.0.0.1:${port + options.portOffset}`
  try {
    await untilReady(`${url(4360)}/ready`, child, options.readyWithinMs ?? 20_000)
  } catch (error) {
    child.kill('SIGKILL')
    throw new Error(`The center did not get ready: ${String(error)}\n${output()}`, { cause: error })
  }
  const status = async (): Promise<Status> => (await (await fetch(`${url(4350)}/status`)).json()) as Status
  return {
    home,
    process: child,
    pid: child.pid as number,
    readyAfterMs: performance.now() - startedAt,
    token: readFileSync(join(home, 'access-token'), 'utf8').trim(),
    output,
    url,
    mcpUrl: (serviceId) => new URL(`${url(ports[serviceId])}/mcp`),
    status,
    async pidOf(serviceId) {
      const service = (await status()).services.find(({ id }) => id === serviceId)
      if (typeof service?.pid !== 'number') throw new Error(`${serviceId} has no process now`)
      return service.pid
    },
    async stop() {
      await endProcess(child)
      if (options.home === undefined) rmSync(home, { recursive: true, force: true })
    },
  }
}

/** Starts the process only; for tests that look at failing starts. */
export function spawnCenter(
  home: string,
  options: Pick<StartOptions, 'portOffset' | 'env'>,
): { child: ChildProcess; output: () => string } {
  const entry = join(root, 'out', 'main', 'headless.js')
  if (!existsSync(entry)) throw new Error('Build first: npm run build')
  const child = spawn(process.execPath, [entry, '--home', home], {
    env: { ...process.env, OMNIMIND_PORT_OFFSET: String(options.portOffset), ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
  return { child, output: () => text }
}

/** Ends a process by its pid, first politely. */
export async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGTERM')
  const force = setTimeout(() => child.kill('SIGKILL'), 10_000)
  await gone
  clearTimeout(force)
}

async function untilReady(url: string, child: ChildProcess, withinMs: number): Promise<void> {
  const deadline = performance.now() + withinMs
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`it ended with ${child.exitCode ?? child.signalCode}`)
    const answer = await fetch(url).catch(() => undefined)
    if (answer?.status === 200) return
    if (performance.now() > deadline)
      throw new Error(`${url} says ${answer === undefined ? 'nothing' : await answer.text()}`)
    await delay(10)
  }
}
