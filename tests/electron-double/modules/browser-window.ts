import type { BrowserWindow as ElectronWindow, BrowserWindowConstructorOptions, Rectangle } from 'electron'
import { preventable } from '../support/event.ts'
import { notModelled, StrictEmitter } from '../support/strict.ts'
import { assertReady, world } from '../support/world.ts'
import { app } from './app.ts'
import { WebContents } from './web-contents.ts'

type Modelled = Pick<
  ElectronWindow,
  | 'id'
  | 'loadURL'
  | 'show'
  | 'hide'
  | 'focus'
  | 'close'
  | 'destroy'
  | 'isDestroyed'
  | 'isVisible'
  | 'isFocused'
  | 'minimize'
  | 'isMinimized'
  | 'restore'
  | 'maximize'
  | 'isMaximized'
  | 'getBounds'
  | 'getNormalBounds'
  | 'setBounds'
  | 'getTitle'
>

const events = [
  'ready-to-show',
  'show',
  'hide',
  'focus',
  'minimize',
  'restore',
  'maximize',
  'unmaximize',
  'resize',
  'move',
  'close',
  'closed',
]

let made = 0

/** A window without a screen: its page is real, the rest of it is kept as state. */
export class BrowserWindow extends StrictEmitter implements Modelled {
  static getAllWindows(): BrowserWindow[] {
    return [...world.windows.values()]
  }
  static fromWebContents(contents: WebContents | undefined): BrowserWindow | null {
    return BrowserWindow.getAllWindows().find((window) => window.webContents === contents) ?? null
  }
  static getFocusedWindow(): BrowserWindow | null {
    return BrowserWindow.getAllWindows().find((window) => window.isFocused()) ?? null
  }

  readonly id: number
  readonly webContents: WebContents
  private readonly options: BrowserWindowConstructorOptions
  private bounds: Rectangle
  private visible: boolean
  private focused = false
  private minimized = false
  private maximized = false
  private destroyed = false

  constructor(options: BrowserWindowConstructorOptions = {}) {
    super('BrowserWindow', events)
    assertReady('BrowserWindow')
    assertIsolated(options.webPreferences ?? {})
    const { x = 0, y = 0, width = 800, height = 600, show = true } = options
    this.id = ++made
    this.options = options
    this.bounds = { x, y, width, height }
    this.visible = show
    this.webContents = new WebContents(this.id, { width, height }, options.webPreferences ?? {})
    world.windows.set(this.id, this)
    this.webContents.once('dom-ready', () => this.emit('ready-to-show'))
    app.emit('web-contents-created', preventable(), this.webContents)
  }

  loadURL(url: string): Promise<void> {
    return this.webContents.page.load(url)
  }

  show(): void {
    this.visible = true
    this.focused = true
    this.emit('show')
  }
  hide(): void {
    this.visible = false
    this.focused = false
    this.emit('hide')
  }
  focus(): void {
    this.focused = this.visible
    this.emit('focus')
  }
  isVisible(): boolean {
    return this.visible
  }
  isFocused(): boolean {
    return this.focused
  }

  minimize(): void {
    this.minimized = true
    this.focused = false
    this.emit('minimize')
  }
  restore(): void {
    this.minimized = false
    this.emit('restore')
  }
  isMinimized(): boolean {
    return this.minimized
  }
  maximize(): void {
    this.maximized = true
    this.emit('maximize')
  }
  isMaximized(): boolean {
    return this.maximized
  }

  getBounds(): Rectangle {
    return { ...this.bounds }
  }
  getNormalBounds(): Rectangle {
    return { ...this.bounds }
  }
  setBounds(bounds: Partial<Rectangle>): void {
    const { x, y } = this.bounds
    this.bounds = { ...this.bounds, ...bounds }
    if (this.bounds.x !== x || this.bounds.y !== y) this.emit('move')
    this.emit('resize')
  }
  getTitle(): string {
    return this.options.title ?? world.appName
  }

  /** As a person closes it: the app may prevent it. */
  close(): void {
    const event = preventable()
    this.emit('close', event)
    if (!event.defaultPrevented) this.destroy()
  }
  destroy(): void {
    if (this.destroyed) return
    this.destroyed = true
    world.windows.delete(this.id)
    this.webContents.dispose()
    this.emit('closed')
    if (world.windows.size === 0) app.onAllWindowsClosed()
  }
  isDestroyed(): boolean {
    return this.destroyed
  }
}

/** The double can show only pages that are shut off from Node; anything weaker is not what we ship. */
function assertIsolated(preferences: NonNullable<BrowserWindowConstructorOptions['webPreferences']>): void {
  const { sandbox = true, contextIsolation = true, nodeIntegration = false, webviewTag = false } = preferences
  if (!sandbox || !contextIsolation || nodeIntegration || webviewTag)
    throw notModelled('a page without sandbox and context isolation, or with Node or webviews')
}
