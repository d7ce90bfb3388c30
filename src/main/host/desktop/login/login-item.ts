import { app } from 'electron'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname } from 'node:path'
import { autostartEntry, autostartFile } from './autostart-entry'

/** Given on the command line when the session starts the app: it then opens in the tray, without its window. */
export const HIDDEN_FLAG = '--hidden'

/** Starts the app with the person's session, or no longer. */
export function setLaunchAtLogin(openAtLogin: boolean): void {
  if (process.platform === 'linux') setAutostart(openAtLogin)
  else app.setLoginItemSettings({ openAtLogin, args: launchArguments() })
}

/** Linux desktops have no call for it; they read a file (freedesktop.org, Desktop Application Autostart). */
function setAutostart(openAtLogin: boolean): void {
  const file = autostartFile(process.env, homedir())
  if (!openAtLogin) return rmSync(file, { force: true })
  mkdirSync(dirname(file), { recursive: true })
  // An AppImage runs from a mount that is another one each time; its own file is the lasting name.
  const program = process.env['APPIMAGE'] ?? process.execPath
  writeFileSync(file, autostartEntry([program, ...launchArguments()]))
}

/** Before packaging, the program is Electron and the app its first argument. */
function launchArguments(): string[] {
  return [...(app.isPackaged ? [] : [app.getAppPath()]), HIDDEN_FLAG]
}
