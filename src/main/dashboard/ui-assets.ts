import { randomBytes } from 'node:crypto'
import { readFile, realpath } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'

export interface UiResponse {
  status: number
  headers: Record<string, string>
  body: Uint8Array | string
}

/** Serves the built UI, the same on both hosts: over HTTP for browsers, over `app://` for the desktop. */
export interface UiAssets {
  /** @param pathname of a URL, still percent-encoded, relative to the UI's root: `/`, `/assets/index-B2x9.js` */
  respond(pathname: string): Promise<UiResponse>
}

const CONTENT_TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
}

/** Every answer: no sniffing, no referrer, no window handles and no embedding across origins. */
const GUARD_HEADERS = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
}

/** The build gives files in `assets/` a name made from their content, so they never change. */
const IMMUTABLE = 'public, max-age=31536000, immutable'

/**
 * @param rendererDir folder of the built UI (out/renderer)
 * @param base where the UI is mounted, without a slash at the end; `` at the root, `/dashboard` on the dashboard
 */
export function createUiAssets(rendererDir: string, base = ''): UiAssets {
  return {
    async respond(pathname) {
      const segments = safeSegments(pathname)
      if (segments === null) return plain(400, 'This address is not valid.')
      const isPage = segments.length === 0 || !(segments.at(-1) as string).includes('.')
      if (isPage || segments.join('/') === 'index.html') return page(rendererDir, base)
      return asset(rendererDir, segments)
    },
  }
}

/** @returns the decoded path segments, or null when any of them could lead out of the folder */
export function safeSegments(pathname: string): string[] | null {
  let decoded: string
  try {
    decoded = decodeURIComponent(pathname)
  } catch {
    return null
  }
  const segments = decoded.split('/').filter((segment) => segment !== '')
  // A leading dot covers `.`, `..` and hidden files; a backslash or colon would mean a path on Windows.
  return segments.some((segment) => /^\.|[\\:\p{Cc}]/u.test(segment)) ? null : segments
}

async function page(rendererDir: string, base: string): Promise<UiResponse> {
  const html = await readFile(join(rendererDir, 'index.html'), 'utf8').catch(() => null)
  if (html === null) return plain(503, 'The user interface is not built yet: run "npm run build".')
  const nonce = randomBytes(18).toString('base64')
  // The build writes relative references; made absolute, they hold under every path of the UI.
  const body = html.replaceAll('"./', `"${base}/`).replaceAll('__CSP_NONCE__', nonce)
  return {
    status: 200,
    headers: {
      ...GUARD_HEADERS,
      'Content-Type': CONTENT_TYPES['.html'] as string,
      'Cache-Control': 'no-store',
      'Content-Security-Policy': contentSecurityPolicy(nonce),
    },
    body,
  }
}

async function asset(rendererDir: string, segments: string[]): Promise<UiResponse> {
  const file = await fileInside(rendererDir, segments)
  const body = file === null ? null : await readFile(file).catch(() => null)
  if (body === null) return plain(404, 'There is no such file.')
  return {
    status: 200,
    headers: {
      ...GUARD_HEADERS,
      'Content-Type': CONTENT_TYPES[extname(segments.at(-1) as string)] ?? 'application/octet-stream',
      'Cache-Control': segments[0] === 'assets' ? IMMUTABLE : 'no-cache',
    },
    body,
  }
}

/** @returns the file's real path, or null when it does not exist or a link leads out of the folder */
async function fileInside(dir: string, segments: string[]): Promise<string | null> {
  try {
    const root = await realpath(dir)
    const file = await realpath(join(root, ...segments))
    return file.startsWith(root + sep) ? file : null
  } catch {
    return null
  }
}

function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

function plain(status: number, text: string): UiResponse {
  const headers = { 'Content-Type': CONTENT_TYPES['.txt'] as string, 'Cache-Control': 'no-store' }
  return { status, headers: { ...GUARD_HEADERS, ...headers }, body: `${text}\n` }
}
