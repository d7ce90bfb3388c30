import type { BrowserWindow } from '../modules/browser-window.ts'
import type { Notification } from '../modules/notification.ts'
import type { Tray } from '../modules/tray.ts'

/** What Electron keeps in its native half. There is one app per process, so there is one world. */
export interface World {
  /** Folder of the app's package.json. */
  appRoot: string
  appName: string
  appVersion: string
  isReady: boolean
  windows: Map<number, BrowserWindow>
}

export const world: World = {
  appRoot: process.cwd(),
  appName: 'Electron',
  appVersion: '0.0.0',
  isReady: false,
  windows: new Map(),
}

/** What leaves the app towards the desktop and would be seen or heard there; tests read it. */
export const recorded = {
  trays: [] as Tray[],
  notifications: [] as Notification[],
  openedUrls: [] as string[],
  errorBoxes: [] as { title: string; content: string }[],
  loginItems: [] as object[],
  protocolClients: [] as string[],
}

/** @throws as Electron does when something is used too early */
export function assertReady(what: string): void {
  if (!world.isReady) throw new Error(`${what} cannot be used before the app is ready`)
}
