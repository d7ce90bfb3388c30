import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { _electron, type ElectronApplication, type Page } from '@playwright/test'
import { electronExecutable } from '../support/electron-executable'

export const root = resolve(import.meta.dirname, '../..')
export const electron = electronExecutable()
export const isDouble = electron.kind === 'double'

/** What the double would have shown on a desktop; real Electron has no such side door. */
export interface Seen {
  trays: { image: { name: string }; toolTip: string; menu: MenuSeen; emit(event: string): void }[]
  openedUrls: string[]
  errorBoxes: { title: string; content: string }[]
}
export interface MenuSeen {
  items: { label: string; enabled: boolean; click(): void; submenu: MenuSeen | null }[]
}

/** A data directory and ports of their own, and the desktop app on them, as often as a test wants it. */
export interface DesktopSite {
  home: string
  /** Named in the environment of every process. */
  scratch: string
  /** Environment of everything that is started on this site. */
  env: NodeJS.ProcessEnv
  url(port: number): string
  launch(...args: string[]): Promise<DesktopApp>
  /** Starts the app without waiting for a window, as a second copy. */
  startCopy(...args: string[]): ChildProcess
  /** Calls the running center over HTTP, as its owner. */
  command(procedure: string, input: object): Promise<unknown>
  remove(): void
}

export interface DesktopApp {
  app: ElectronApplication
  page: Page
  /** Standard error so far. */
  said(): string
}

export function desktopSite(portOffset: number): DesktopSite {
  const scratch = mkdtempSync(join(tmpdir(), 'omnimind-desktop-'))
  const home = join(scratch, 'home')
  const env = {
    ...process.env,
    OMNIMIND_HOME: home,
    OMNIMIND_PORT_OFFSET: String(portOffset),
    XDG_CONFIG_HOME: join(scratch, 'config'),
    TMPDIR: scratch,
  }
  const url = (port: number): string => `http://127.0.0.1:${port + portOffset}`
  return {
    home,
    scratch,
    env,
    url,
    async launch(...args) {
      const app = await _electron.launch({ executablePath: electron.path, args: [root, ...args], env })
      let text = ''
      app.process().stderr?.on('data', (chunk) => (text += String(chunk)))
      return { app, page: await app.firstWindow(), said: () => text }
    },
    startCopy: (...args) => spawn(electron.path, ['--no-sandbox', root, ...args], { env, stdio: 'pipe' }),
    async command(procedure, input) {
      const token = readFileSync(join(home, 'access-token'), 'utf8').trim()
      const answer = await fetch(`${url(4350)}/api/rpc/${procedure}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ json: input }),
      })
      if (!answer.ok) throw new Error(`${procedure}: ${answer.status} ${await answer.text()}`)
      return ((await answer.json()) as { json: unknown }).json
    },
    remove: () => rmSync(scratch, { recursive: true, force: true }),
  }
}

/** The line at the top that says the whole state in words. */
export function stateLine(page: Page) {
  return page.getByRole('banner').getByRole('status')
}

/** The place of the UI the page shows; the double's pages have another origin. */
export function placeOf(page: Page): string {
  return new URL(page.url()).hash
}
