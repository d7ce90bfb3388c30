import { app, nativeTheme } from 'electron'
import { systemClock } from '@shared/lib/clock'
import type { Settings } from '@shared/domain/settings'
import type { Host } from '../host'
import { placeOf } from './deep-link'
import type { HostedCenter } from './hosted-center'
import { answerPages } from './link/link'
import { setLaunchAtLogin } from './login/login-item'
import { installAppMenu } from './menu/app-menu'
import { createNoticeRules } from './notices/notice-rules'
import { createTray } from './tray/tray'
import type { TrayAction } from './tray/tray-menu'
import type { MainWindow } from './window/main-window'

export interface ShellDeps {
  center: HostedCenter
  host: Host
  window: MainWindow
  isPackaged: boolean
  onProblem: (error: unknown) => void
}

/** Joins the running center to everything a person sees of it on a desktop. Lives until the program ends. */
export function openShell({ center, host, window, isPackaged, onProblem }: ShellDeps): void {
  answerPages(center.router)
  installAppMenu(isPackaged)

  const tray = createTray({
    resources: host.paths.resources,
    onClick: () => window.toggle(),
    onAction: (action) => void perform(action, center, window).catch(onProblem),
  })
  const notices = createNoticeRules(
    systemClock,
    () => center.settings().notifications,
    (notice) => host.notify(notice),
  )
  for (const snapshot of center.snapshots()) notices.note(snapshot)
  tray.show(center.snapshots())
  center.onChange((snapshot) => {
    notices.note(snapshot)
    tray.show(center.snapshots())
  })

  followSettings(center)
  center.onFocusRequested(() => window.show())
  center.onQuitRequested(() => app.quit())
  app.on('window-all-closed', () => {
    if (!center.settings().closeToTray) app.quit()
  })
}

async function perform(action: TrayAction, center: HostedCenter, window: MainWindow): Promise<void> {
  if (action.kind === 'open') window.show()
  if (action.kind === 'open-service') window.show(placeOf({ kind: 'service', serviceId: action.serviceId }))
  if (action.kind === 'quit') app.quit()
  if (action.kind === 'start-all') await center.startAll()
  if (action.kind === 'stop-all') await center.stopAll()
  if (action.kind === 'start') await center.start(action.serviceId)
  if (action.kind === 'stop') await center.stop(action.serviceId)
  if (action.kind === 'restart') await center.restart(action.serviceId)
}

/** The login item is touched only when the setting changes: a second copy must not undo what the first one set. */
function followSettings(center: HostedCenter): void {
  let last = center.settings()
  nativeTheme.themeSource = last.theme
  center.onSettings((settings: Settings) => {
    nativeTheme.themeSource = settings.theme
    if (settings.launchAtLogin !== last.launchAtLogin) setLaunchAtLogin(settings.launchAtLogin)
    last = settings
  })
}
