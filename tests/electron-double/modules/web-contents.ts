import type { WebContents as ElectronWebContents, WebPreferences } from 'electron'
import { PageTarget } from '../chromium/page-target.ts'
import { preventable } from '../support/event.ts'
import { StrictEmitter, strict } from '../support/strict.ts'
import { toWire } from '../support/wire.ts'
import { world } from '../support/world.ts'
import { ipcMain } from './ipc-main.ts'
import { mainFrame } from './web-frame-main.ts'

type Modelled = Pick<
  ElectronWebContents,
  | 'id'
  | 'send'
  | 'reload'
  | 'getURL'
  | 'isDestroyed'
  | 'setWindowOpenHandler'
  | 'executeJavaScript'
  | 'openDevTools'
>
type OpenHandler = Parameters<ElectronWebContents['setWindowOpenHandler']>[0]

const events = [
  'did-navigate',
  'did-navigate-in-page',
  'did-finish-load',
  'dom-ready',
  'will-navigate',
  'will-frame-navigate',
  'will-redirect',
  'will-attach-webview',
  'render-process-gone',
  'destroyed',
]

export class WebContents extends StrictEmitter implements Modelled {
  readonly id: number
  readonly page: PageTarget
  private openHandler: OpenHandler = () => ({ action: 'allow' })
  private destroyed = false

  constructor(id: number, size: { width: number; height: number }, preferences: WebPreferences) {
    super('webContents', events)
    this.id = id
    this.page = new PageTarget(size, preferences.preload, {
      onMessage: (channel, args) => this.receive(channel, args),
      mayNavigate: (url) => this.mayNavigate(url),
      onWindowOpen: (url, frameName) => this.askToOpen(url, frameName),
      onNavigated: (url) => this.emit('did-navigate', preventable(), url, 200, 'OK'),
      onNavigatedInPage: (url) => this.emit('did-navigate-in-page', preventable(), url, true),
      onDomReady: () => this.emit('dom-ready', preventable()),
      onLoaded: () => this.emit('did-finish-load', preventable()),
      onCrashed: () => this.emit('render-process-gone', preventable(), { reason: 'crashed', exitCode: 11 }),
    })
  }

  send(channel: string, ...args: unknown[]): void {
    args.forEach(toWire)
    this.page.deliver(channel, args)
  }

  reload(): void {
    void this.page.reload()
  }

  getURL(): string {
    return this.page.url
  }

  isDestroyed(): boolean {
    return this.destroyed
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.openHandler = handler
  }

  executeJavaScript(code: string): Promise<unknown> {
    return this.page.evaluate(code)
  }

  openDevTools(): void {
    throw new Error('electron double: DevTools are not modelled')
  }

  /** Not Electron's: the window is gone. */
  dispose(): void {
    if (this.destroyed) return
    this.destroyed = true
    void this.page.close()
    this.emit('destroyed')
  }

  private receive(channel: string, args: unknown[]): void {
    const frame = mainFrame(this.getURL())
    ipcMain.emit(
      channel,
      strict('IpcMainEvent', { sender: this, senderFrame: frame, ports: [], type: 'frame' }),
      ...args,
    )
  }

  /** A page wants to go elsewhere; both events may prevent it. */
  private mayNavigate(url: string): boolean {
    const details = { url, isMainFrame: true, isSameDocument: false }
    const frameEvent = preventable(details)
    this.emit('will-frame-navigate', frameEvent)
    const event = preventable(details)
    this.emit('will-navigate', event, url)
    return !frameEvent.defaultPrevented && !event.defaultPrevented
  }

  private askToOpen(url: string, frameName: string): void {
    const details = {
      url,
      frameName,
      features: '',
      disposition: 'foreground-tab',
      referrer: { url: '', policy: 'default' },
    }
    const { action } = this.openHandler(details as Parameters<OpenHandler>[0])
    if (action !== 'deny') throw new Error('electron double: a page that opens a window is not modelled')
  }
}

const all = (): WebContents[] => [...world.windows.values()].map((window) => window.webContents)

/** The module of the same name; Playwright finds a page's window through it. */
export const webContents = strict('webContents', {
  getAllWebContents: all,
  fromId: (id: number) => all().find((contents) => contents.id === id),
  fromDevToolsTargetId: (targetId: string) => all().find((contents) => contents.page.targetId === targetId),
})
