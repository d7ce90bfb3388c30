import { Emitter } from '@shared/lib/emitter'
import type { HostProcess, ProcessExit } from '../../host'

/** A process that never came to be: it tells why once its listeners are there, and does nothing else. */
export function failedProcess(name: string, message: string): HostProcess {
  const exits = new Emitter<ProcessExit>()
  const silent = { dispose: () => {} }
  setImmediate(() => exits.emit({ kind: 'spawn-failed', message }))
  return {
    name,
    pid: undefined,
    send: () => {},
    onMessage: () => silent,
    onOutput: () => silent,
    onExit: (listener) => exits.on(listener),
    kill: () => {},
  }
}
