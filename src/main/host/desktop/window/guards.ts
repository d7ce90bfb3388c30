import { app, session, type WebContents } from 'electron'
import { openExternal } from '../host'
import { isOwnPage } from './own-page'

/**
 * What pages may not do, whatever they contain: leave the app's own pages, open windows, embed other contents, or
 * be given a permission. Installed once, for every page that will ever be made.
 *
 * @param onProblem told when a link could not be opened in the person's browser
 */
export function guardPages(onProblem: (error: unknown) => void): void {
  refusePermissions()
  app.on('web-contents-created', (_event, contents) => guardContents(contents, onProblem))
}

function refusePermissions(): void {
  const { defaultSession } = session
  defaultSession.setPermissionRequestHandler((_contents, _permission, decide) => decide(false))
  defaultSession.setPermissionCheckHandler(() => false)
  defaultSession.setDevicePermissionHandler(() => false)
}

function guardContents(contents: WebContents, onProblem: (error: unknown) => void): void {
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.on('will-frame-navigate', (event) => {
    if (!isOwnPage(event.url)) event.preventDefault()
  })
  contents.on('will-redirect', (event) => {
    if (!isOwnPage(event.url)) event.preventDefault()
  })
  contents.setWindowOpenHandler(({ url }) => {
    // A link to the outside opens in the person's browser; anything else is dropped.
    openExternal(url).catch(onProblem)
    return { action: 'deny' }
  })
}
