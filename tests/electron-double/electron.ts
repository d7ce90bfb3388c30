// The module `electron` as the app's main process sees it. What is missing here fails when it is imported.
import { recorded } from './support/world.ts'

export { app } from './modules/app.ts'
export { BrowserWindow } from './modules/browser-window.ts'
export { dialog } from './modules/dialog.ts'
export { ipcMain } from './modules/ipc-main.ts'
export { Menu, MenuItem } from './modules/menu.ts'
export { nativeImage } from './modules/native-image.ts'
export { nativeTheme } from './modules/native-theme.ts'
export { Notification } from './modules/notification.ts'
export { powerMonitor } from './modules/power-monitor.ts'
export { protocol } from './modules/protocol.ts'
export { safeStorage } from './modules/safe-storage.ts'
export { screen } from './modules/screen.ts'
export { session } from './modules/session.ts'
export { shell } from './modules/shell.ts'
export { Tray } from './modules/tray.ts'
export { utilityProcess } from './modules/utility-process.ts'
export { webContents } from './modules/web-contents.ts'

/** The test's side door: what would have been seen on the desktop. Real Electron has none. */
Object.defineProperty(globalThis, 'electronDouble', { value: recorded })
