import { app, dialog } from 'electron'
import { join } from 'node:path'
import { toProblem } from '@shared/errors'
import { exitCodeOf } from '@shared/exit-codes'
import { systemClock } from '@shared/lib/clock'
import { ensureDataDirectory } from '../../storage'
import { defaultHome } from '../default-home'
import type { Host } from '../host'
import { LINK_SCHEME, placeOf } from './deep-link'
import { createDesktopHost } from './host'
import type { HostedCenter } from './hosted-center'
import { receiveLinks, type LinkInbox } from './link-inbox'
import { createQuitter } from './quitter'
import { openShell } from './shell'
import { readStartOptions, type StartOptions } from './start-options'
import { registerAppScheme, serveUi } from './window/app-scheme'
import { guardPages } from './window/guards'
import { createMainWindow } from './window/main-window'

/** The whole app ends within this time, ms. */
const SHUTDOWN_LIMIT_MS = 8_000

export interface DesktopOptions {
  /** The folder that holds `out/` and `resources/`. */
  root: string
  /** The built preload script. */
  preload: string
  createCenter(host: Host, options: { portOffset: number; version: string }): Promise<HostedCenter>
}

/**
 * Starts the desktop app. Returns at once: the app becomes ready only after the entry module was evaluated, so
 * nothing here may wait for it (electron#40719).
 */
export function startDesktop(options: DesktopOptions): void {
  try {
    const start = readStartOptions(process.argv, process.env, defaultHome())
    // Databases, sockets and logs are for this user only, whatever the directory's own mode.
    process.umask(0o077)
    ensureDataDirectory(start.home)
    // Electron's single-instance lock is per profile, so a data directory of its own means an instance of its own.
    app.setPath('userData', join(start.home, 'desktop'))
    app.enableSandbox()
    registerAppScheme()
    const links = receiveLinks(app, start.hidden && start.link === null ? undefined : start.link)
    const isFirst = app.requestSingleInstanceLock()
    app
      .whenReady()
      .then(() => runDesktop(options, start, links))
      .catch((error: unknown) => giveUp(error, isFirst))
  } catch (error) {
    giveUp(error, true)
  }
}

async function runDesktop(options: DesktopOptions, start: StartOptions, links: LinkInbox): Promise<void> {
  const { root } = options
  let staysInTray = (): boolean => false
  const window = createMainWindow({
    home: start.home,
    preload: options.preload,
    resources: join(root, 'resources'),
    isPackaged: app.isPackaged,
    staysInTray: () => staysInTray(),
  })
  const host = createDesktopHost({
    home: start.home,
    root,
    onNoticeClick: (serviceId) =>
      window.show(serviceId === undefined ? undefined : placeOf({ kind: 'service', serviceId })),
  })
  serveUi(host.paths.renderer)
  guardPages(report)

  const starting = options.createCenter(host, { portOffset: start.portOffset, version: app.getVersion() })
  const quitter = quitInOrder(async () => (await starting).shutdown())
  const center = await starting
  staysInTray = () => !quitter.isQuitting && center.settings().closeToTray
  openShell({ center, host, window, isPackaged: app.isPackaged, onProblem: report })
  // Only an installed app may answer for the scheme; a working copy would take it away from it.
  if (app.isPackaged) app.setAsDefaultProtocolClient(LINK_SCHEME)
  links.follow((link) => window.show(link === null ? undefined : placeOf(link)))
}

/** Holds back every request to quit until the center has ended its processes. */
function quitInOrder(shutdown: () => Promise<void>) {
  const quitter = createQuitter({
    clock: systemClock,
    limitMs: SHUTDOWN_LIMIT_MS,
    shutdown,
    exit: (code) => app.exit(code),
    onProblem: report,
  })
  app.on('before-quit', (event) => {
    event.preventDefault()
    quitter.quit()
  })
  return quitter
}

/**
 * @param isFirst false when Electron knows of another instance on this data directory: it was told of us and comes
 * to the front, which says more than a message. That knowledge alone decides nothing: its lock may be stale after
 * a crash, so the center's claim on the data directory has the say.
 */
function giveUp(error: unknown, isFirst: boolean): void {
  const { message, nextStep, code } = toProblem(error)
  report(error)
  if (isFirst || code !== 'ALREADY_RUNNING')
    dialog.showErrorBox('OmniMind cannot start', [message, nextStep].filter(Boolean).join('\n\n'))
  app.exit(exitCodeOf(code))
}

/** Standard error is all there is when neither log nor window exist yet. */
function report(error: unknown): void {
  const { message, nextStep, cause } = toProblem(error)
  process.stderr.write(`${[message, nextStep, cause && `(${cause})`].filter(Boolean).join(' ')}\n`)
}
