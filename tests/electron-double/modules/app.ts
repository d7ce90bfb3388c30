import type { App as ElectronApp, LoginItemSettings, Settings } from 'electron'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { preventable } from '../support/event.ts'
import { notModelled, strict, StrictEmitter } from '../support/strict.ts'
import { recorded, world } from '../support/world.ts'
import { SingleInstance } from './single-instance.ts'

type Modelled = Pick<
  ElectronApp,
  | 'whenReady'
  | 'isReady'
  | 'isPackaged'
  | 'getName'
  | 'getVersion'
  | 'getAppPath'
  | 'getPath'
  | 'setPath'
  | 'quit'
  | 'exit'
  | 'requestSingleInstanceLock'
  | 'hasSingleInstanceLock'
  | 'releaseSingleInstanceLock'
  | 'setLoginItemSettings'
  | 'setAsDefaultProtocolClient'
  | 'enableSandbox'
>

const events = [
  'will-finish-launching',
  'ready',
  'activate',
  'open-url',
  'second-instance',
  'window-all-closed',
  'before-quit',
  'will-quit',
  'quit',
  'web-contents-created',
  'child-process-gone',
]

class App extends StrictEmitter implements Modelled {
  readonly isPackaged = false
  readonly commandLine = strict('app.commandLine', {
    // Chromium runs already, so its switches come too late; nothing the app may rely on.
    appendSwitch: (_name: string, _value?: string): void => {},
  } satisfies Pick<ElectronApp['commandLine'], 'appendSwitch'>)
  private readonly becameReady = Promise.withResolvers<void>()
  private readonly paths = new Map<string, string>()
  private readonly instance = new SingleInstance((argv, cwd) =>
    this.emit('second-instance', preventable(), argv, cwd, null),
  )
  private quitting = false

  constructor() {
    super('app', events)
  }

  whenReady(): Promise<void> {
    return this.becameReady.promise
  }
  isReady(): boolean {
    return world.isReady
  }
  getName(): string {
    return world.appName
  }
  getVersion(): string {
    return world.appVersion
  }
  getAppPath(): string {
    return world.appRoot
  }

  getPath(name: string): string {
    const set = this.paths.get(name)
    if (set !== undefined) return set
    if (name === 'home') return homedir()
    if (name === 'temp') return tmpdir()
    if (name === 'appData') return process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config')
    if (name === 'userData') return join(this.getPath('appData'), world.appName)
    throw notModelled(`app.getPath('${name}')`)
  }
  setPath(name: string, path: string): void {
    this.paths.set(name, path)
  }

  requestSingleInstanceLock(): boolean {
    return this.instance.request(this.getPath('userData'))
  }
  hasSingleInstanceLock(): boolean {
    return this.instance.isHeld
  }
  releaseSingleInstanceLock(): void {
    this.instance.release()
  }

  setLoginItemSettings(settings: Settings): void {
    recorded.loginItems.push(settings)
  }
  getLoginItemSettings(): LoginItemSettings {
    throw notModelled('app.getLoginItemSettings')
  }
  setAsDefaultProtocolClient(scheme: string): boolean {
    recorded.protocolClients.push(scheme)
    return true
  }
  enableSandbox(): void {
    if (world.isReady) throw new Error('app.enableSandbox() can only be called before app is ready')
  }

  /** Asks everybody; before-quit, each window and will-quit may prevent it. */
  quit(): void {
    if (this.quitting) return
    this.quitting = true
    this.quitting = this.mayQuit('before-quit') && this.closeWindows() && this.mayQuit('will-quit')
    if (this.quitting) this.exit(process.exitCode === undefined ? 0 : Number(process.exitCode))
  }
  /** Asks nobody. Electron leaves its loop first, so this returns. */
  exit(code = 0): void {
    this.quitting = true
    this.instance.release()
    this.emit('quit', preventable(), code)
    setTimeout(() => process.exit(code), 10)
  }

  /** Not Electron's: the main module was evaluated. */
  becomeReady(): void {
    world.isReady = true
    this.emit('will-finish-launching')
    this.emit('ready', preventable(), {})
    this.becameReady.resolve()
  }
  /** Not Electron's: the last window has gone. */
  onAllWindowsClosed(): void {
    if (this.quitting) return
    if (this.listenerCount('window-all-closed') > 0) this.emit('window-all-closed')
    else this.quit()
  }

  private mayQuit(name: 'before-quit' | 'will-quit'): boolean {
    const event = preventable()
    this.emit(name, event)
    return !event.defaultPrevented
  }
  private closeWindows(): boolean {
    for (const window of world.windows.values()) window.close()
    return world.windows.size === 0
  }
}

export const app = new App()
