import { connect, type Socket } from 'node:net'
import { LineSplitter } from '../../src/shared/lib/json-lines'
import { toProblem } from '../../src/shared/errors'
import type { Host, HostProcess, InstanceClaim } from '../../src/main/host/host'
import type { HostCall, HostReply } from './host-wire'

/** What only the program around the host can do for a test. */
export interface HostExtras {
  /** Addresses that went to the person's browser. */
  opened: () => string[]
  /** Makes the host believe that the machine sleeps or wakes; absent where that cannot be. */
  power?: (event: 'suspend' | 'resume') => void
  notices?: () => { title: string; body: string }[]
  clickNotice?: (index: number) => void
}

/**
 * Runs inside the process under test: hands its host to the test over a local socket, one JSON message per line.
 * So both hosts are tested from outside, in the process they are made for, and can be killed.
 */
export function serveHost(host: Host, extras: HostExtras): { tell(reply: HostReply): void } {
  const socket = connect(process.env['HOST_TEST_SOCKET'] as string)
  const tell = (reply: HostReply): void => void socket.write(`${JSON.stringify(reply)}\n`)
  const verbs = { ...hostVerbs(host, tell), ...extraVerbs(extras) }
  onLines(socket, (line) => {
    const { id, verb, args } = JSON.parse(line) as HostCall
    Promise.resolve()
      .then(() => (verbs[verb] as ((...args: unknown[]) => unknown) | undefined)?.(...args))
      .then((value) => tell({ type: 'result', id, value }))
      .catch((error: unknown) => tell({ type: 'error', id, problem: toProblem(error) }))
  })
  socket.on('close', () => process.exit(0))
  return { tell }
}

type Verbs = Record<string, (...args: never[]) => unknown>

function hostVerbs(host: Host, tell: (reply: HostReply) => void): Verbs {
  const processes: HostProcess[] = []
  let claim: InstanceClaim | undefined
  let power = { dispose: () => {} }
  return {
    spawn: (spec: Parameters<Host['spawn']>[0]) => {
      const child = host.spawn(spec)
      const index = processes.push(child) - 1
      child.onMessage((message) => tell({ type: 'message', index, message }))
      child.onOutput((stream, chunk) => tell({ type: 'output', index, stream, chunk }))
      child.onExit((exit) => tell({ type: 'exit', index, exit }))
      return { index, name: child.name }
    },
    send: (index: number, message: unknown) => processes[index]?.send(message),
    kill: (index: number, signal: 'SIGTERM' | 'SIGKILL') => processes[index]?.kill(signal),
    spawnAndKill: (spec: Parameters<Host['spawn']>[0], signal: 'SIGTERM' | 'SIGKILL') =>
      new Promise((resolve) => {
        const child = host.spawn(spec)
        child.onExit(resolve)
        child.kill(signal)
      }),
    pidOf: (index: number) => processes[index]?.pid ?? null,
    protection: () => host.secrets.protection(),
    seal: (plain: string) => host.secrets.seal(plain).toString('base64'),
    open: (sealed: string) => host.secrets.open(Buffer.from(sealed, 'base64')),
    openExternal: (url: string) => host.openExternal(url),
    notify: (notice: Parameters<Host['notify']>[0]) => host.notify(notice),
    watchPower: () => void (power = host.onPower((event) => tell({ type: 'power', event }))),
    unwatchPower: () => power.dispose(),
    claim: () => {
      claim = host.claimInstance()
      return claim
    },
    announce: (instance: never) => claim?.kind === 'owner' && claim.announce(instance),
    release: () => claim?.kind === 'owner' && claim.release(),
  }
}

function extraVerbs({ opened, power, notices, clickNotice }: HostExtras): Verbs {
  return {
    opened,
    power: (event: 'suspend' | 'resume') => power?.(event),
    notices: () => notices?.() ?? [],
    clickNotice: (index: number) => clickNotice?.(index),
  }
}

function onLines(socket: Socket, onLine: (line: string) => void): void {
  const lines = new LineSplitter(onLine, () => {})
  socket.setEncoding('utf8').on('data', (chunk: string) => lines.push(chunk))
}
