import type { ForkOptions, UtilityProcess as ElectronUtilityProcess } from 'electron'
import { fork, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import type { Readable } from 'node:stream'
import { serialize } from 'node:v8'
import { preventable } from '../support/event.ts'
import { notModelled, strict, StrictEmitter } from '../support/strict.ts'
import { assertReady } from '../support/world.ts'
import { app } from './app.ts'

type Modelled = Pick<ElectronUtilityProcess, 'pid' | 'stdout' | 'stderr' | 'kill' | 'postMessage'>

const here = (name: string): string => new URL(`../${name}`, import.meta.url).href
/** Ends the child when main dies, as Chromium does; the closing channel alone would not reach a busy child. */
const SETPRIV = ['/usr/bin/setpriv', '/bin/setpriv'].find((path) => existsSync(path))
const crashSignals = ['SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGILL', 'SIGSEGV', 'SIGSYS', 'SIGTRAP']

class UtilityProcess extends StrictEmitter implements Modelled {
  pid: number | undefined
  stdout: Readable | null
  stderr: Readable | null
  private readonly child: ChildProcess
  private readonly serviceName: string

  constructor(modulePath: string, args: string[], options: ForkOptions) {
    super('utilityProcess', ['spawn', 'message', 'exit', 'error'])
    assertReady('utilityProcess.fork')
    if (options.stdio !== 'pipe') throw notModelled(`utilityProcess.fork with stdio ${String(options.stdio)}`)
    this.serviceName = options.serviceName ?? 'Node Utility Process'
    this.child = forkChild(modulePath, args, options)
    this.stdout = this.child.stdout
    this.stderr = this.child.stderr
    this.child.on('spawn', () => {
      this.pid = this.child.pid
      this.emit('spawn')
    })
    this.child.on('message', (message) => this.emit('message', message))
    this.child.on('exit', (code, signal) => this.onExit(code, signal))
  }

  /** SIGTERM; false before spawn, as Electron does it (electron#44009). */
  kill(): boolean {
    return this.pid !== undefined && this.child.kill()
  }

  postMessage(message: unknown, transfer: readonly unknown[] = []): void {
    if (transfer.length > 0) throw notModelled('MessagePorts to a utility process')
    // In Electron 44 this could take main down with it (electron#53923); here it is only made visible.
    if (this.child.exitCode !== null || this.child.signalCode !== null)
      throw new Error('electron double: postMessage() to a utility process that has ended')
    serialize(message)
    if (this.child.connected) this.child.send(message as object, () => {})
  }

  /** As Chromium on POSIX: the code of a killed process is its wait status, and the reason comes from app. */
  private onExit(code: number | null, signal: NodeJS.Signals | null): void {
    this.pid = undefined
    const status = signal === null ? (code ?? 0) : constants.signals[signal]
    this.emit('exit', status)
    if (status === 0) return
    const reason = signal === null ? 'abnormal-exit' : crashSignals.includes(signal) ? 'crashed' : 'killed'
    const exitCode = signal === null ? status << 8 : status
    const details = {
      type: 'Utility',
      name: this.serviceName,
      serviceName: 'node.mojom.NodeService',
      reason,
      exitCode,
    }
    app.emit('child-process-gone', preventable(), details)
  }
}

function forkChild(modulePath: string, args: string[], options: ForkOptions): ChildProcess {
  const nodeArguments = [
    '--import',
    here('register.ts'),
    '--import',
    here('parent-port.ts'),
    ...(options.execArgv ?? []),
  ]
  return fork(modulePath, args, {
    env: options.env ?? process.env,
    cwd: options.cwd,
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    ...(SETPRIV === undefined
      ? { execArgv: nodeArguments }
      : { execPath: SETPRIV, execArgv: ['--pdeathsig', 'KILL', '--', process.execPath, ...nodeArguments] }),
  } as Parameters<typeof fork>[2])
}

export const utilityProcess = strict('utilityProcess', {
  fork: (modulePath: string, args: string[] = [], options: ForkOptions = {}) =>
    new UtilityProcess(modulePath, args, options),
})
