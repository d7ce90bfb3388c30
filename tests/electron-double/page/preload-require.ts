import type { WorldChannel } from './world-channel.ts'

type IpcListener = (event: object, ...args: unknown[]) => void

/** What main puts into the isolated world, and finds there. */
interface IsolatedWorld {
  electronDoubleSend(payload: string): void
  electronDoubleReceive(channel: string, args: unknown[]): void
}

/**
 * Runs inside Chromium, as text: it may use nothing from outside its function.
 * @returns the `require` of a sandboxed preload, which knows `electron` only
 */
export function createPreloadRequire(channel: WorldChannel): (name: string) => unknown {
  const world = globalThis as unknown as IsolatedWorld
  const listeners = new Map<string, IpcListener[]>()
  const strict = <T extends object>(name: string, target: T): T =>
    new Proxy(target, {
      get(_, key) {
        if (typeof key === 'symbol' || key in target) return Reflect.get(target, key)
        throw new Error(`electron double: ${name}.${key} is not modelled`)
      },
    })
  const ipcRenderer: object = strict('ipcRenderer', {
    send(name: string, ...args: unknown[]): void {
      // Electron clones at once, so what cannot be cloned fails here and not later.
      world.electronDoubleSend(
        JSON.stringify({ kind: 'message', channel: name, args: structuredClone(args) }),
      )
    },
    on(name: string, listener: IpcListener): object {
      listeners.set(name, [...(listeners.get(name) ?? []), listener])
      return ipcRenderer
    },
  })
  world.electronDoubleReceive = (name, args) => {
    for (const listener of listeners.get(name) ?? []) listener({ sender: ipcRenderer, ports: [] }, ...args)
  }
  const contextBridge = strict('contextBridge', {
    exposeInMainWorld: (key: string, api: unknown): void => channel.expose(key, api),
  })
  const electron = strict('electron', { ipcRenderer, contextBridge })
  return (name) => {
    if (name === 'electron') return electron
    throw new Error(`module not found: ${name} (a sandboxed preload has electron only)`)
  }
}
