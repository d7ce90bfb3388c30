import { app, BrowserWindow, nativeTheme, screen, type WebContents } from 'electron'
import { join } from 'node:path'
import { systemClock } from '@shared/lib/clock'
import { createBoundsFile, type BoundsFile } from './bounds-file'
import { APP_URL } from './own-page'
import { MIN_SIZE, placeWindow, type Rectangle, type WindowBounds } from './window-bounds'

/** Moving a window reports every pixel; its place is written once it has rested this long, ms. */
const BOUNDS_REST_MS = 500
/** After a crash the page is loaded again, but not more often than this, ms. */
const CRASH_PAUSE_MS = 30_000

export interface MainWindowOptions {
  home: string
  preload: string
  resources: string
  isPackaged: boolean
  /** Asked when the person closes the window: true hides it, so that the services go on in the tray. */
  staysInTray: () => boolean
}

export interface MainWindow {
  /** Opens the window, or brings it to the front; `place` is a hash such as `#/connect`. */
  show(place?: string): void
  toggle(): void
}

/** The one window of the app. It is made when it is first shown, and again after it was closed. */
export function createMainWindow(options: MainWindowOptions): MainWindow {
  const boundsFile = createBoundsFile(options.home)
  let window: BrowserWindow | null = null

  const show = (place = ''): void => {
    if (window === null || window.isDestroyed()) {
      window = openWindow(options, boundsFile, place)
      return
    }
    if (place !== '') void window.loadURL(APP_URL + place)
    if (window.isMinimized()) window.restore()
    window.show()
    window.focus()
  }
  return {
    show,
    toggle() {
      if (window !== null && !window.isDestroyed() && window.isVisible() && window.isFocused()) window.hide()
      else show()
    },
  }
}

function openWindow(options: MainWindowOptions, boundsFile: BoundsFile, place: string): BrowserWindow {
  const { maximized, ...bounds } = placeWindow(boundsFile.read(), workAreas())
  const window = new BrowserWindow({
    ...bounds,
    minWidth: Math.min(MIN_SIZE.width, bounds.width),
    minHeight: Math.min(MIN_SIZE.height, bounds.height),
    show: false,
    title: 'OmniMind',
    icon: join(options.resources, 'icon.png'),
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#101318' : '#ffffff',
    webPreferences: {
      preload: options.preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      devTools: !options.isPackaged,
    },
  })
  if (maximized) window.maximize()
  window.once('ready-to-show', () => window.show())
  window.on('close', (event) => {
    if (!options.staysInTray()) return
    event.preventDefault()
    window.hide()
  })
  rememberBounds(window, boundsFile)
  reloadAfterCrash(window.webContents)
  void window.loadURL(APP_URL + place)
  return window
}

/** A page that crashes again and again stays away, so that its reason can be looked for. */
function reloadAfterCrash(contents: WebContents): void {
  let lastReload = -Infinity
  contents.on('render-process-gone', (_event, { reason }) => {
    const now = systemClock.monotonicMs()
    if (reason === 'clean-exit' || now - lastReload < CRASH_PAUSE_MS) return
    lastReload = now
    contents.reload()
  })
}

function rememberBounds(window: BrowserWindow, boundsFile: BoundsFile): void {
  let rest = { dispose: () => {} }
  const write = (): void => {
    rest.dispose()
    if (!window.isDestroyed()) boundsFile.write(boundsOf(window))
  }
  const writeSoon = (): void => {
    rest.dispose()
    rest = systemClock.after(BOUNDS_REST_MS, write)
  }
  window.on('resize', writeSoon)
  window.on('move', writeSoon)
  window.on('maximize', writeSoon)
  window.on('unmaximize', writeSoon)
  // The last moments at which the place is known; an app that exits does not close its windows first.
  window.on('hide', write)
  window.on('close', write)
  app.on('before-quit', write)
  window.on('closed', () => void app.off('before-quit', write))
}

function boundsOf(window: BrowserWindow): WindowBounds {
  const { x, y, width, height } = window.getNormalBounds()
  return { x, y, width, height, maximized: window.isMaximized() }
}

function workAreas(): [Rectangle, ...Rectangle[]] {
  const primary = screen.getPrimaryDisplay()
  const others = screen.getAllDisplays().filter(({ id }) => id !== primary.id)
  return [primary.workArea, ...others.map(({ workArea }) => workArea)]
}
