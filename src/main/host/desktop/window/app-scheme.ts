import { protocol } from 'electron'
import { createUiAssets } from '../../../dashboard'
import { APP_SCHEME, isOwnPage } from './own-page'

/**
 * Makes `app:` a scheme with origins, secure contexts and fetch, as https has them. Must run before the app is
 * ready, and only once.
 */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ])
}

/** Serves the built UI at `app://omnimind/`; every other `app:` address is not found. */
export function serveUi(rendererDir: string): void {
  const assets = createUiAssets(rendererDir)
  protocol.handle(APP_SCHEME, async (request) => {
    if (!isOwnPage(request.url)) return new Response('There is no such page.\n', { status: 404 })
    if (request.method !== 'GET') return new Response('Pages can only be read.\n', { status: 405 })
    const { status, headers, body } = await assets.respond(new URL(request.url).pathname)
    return new Response(typeof body === 'string' ? body : new Uint8Array(body), { status, headers })
  })
}
