import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectCdp, type Cdp } from './cdp.ts'

export interface Chromium {
  /** WebSocket address of its DevTools. */
  url: string
  cdp: Cdp
}

const switches = [
  '--headless',
  '--no-sandbox',
  '--no-startup-window',
  '--no-first-run',
  '--remote-debugging-port=0',
  '--password-store=basic',
  '--disable-gpu',
  '--disable-quic',
  '--disable-sync',
  '--disable-breakpad',
  '--disable-dev-shm-usage',
  '--disable-component-update',
  '--disable-background-networking',
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
]

let launched: Promise<Chromium> | undefined

/** The one Chromium of this process, started by its first use: an app without windows needs none. */
export function chromium(): Promise<Chromium> {
  return (launched ??= launchChromium())
}

/** Starts a headless Chromium with a fresh profile. It ends, and the profile goes, when this process ends. */
async function launchChromium(): Promise<Chromium> {
  const profile = mkdtempSync(join(tmpdir(), 'electron-double-'))
  const executable = process.env['CHROME_PATH'] ?? '/usr/bin/chromium'
  const chromium = spawn(executable, [...switches, `--user-data-dir=${profile}`], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  watchOver(chromium.pid, profile)
  const url = await devToolsAddress(chromium)
  return { url, cdp: await connectCdp(url) }
}

/**
 * A shell that waits for this process to end, in whatever way: its standard input then closes. It lives in a
 * session of its own, so that a kill of our process group does not take it along.
 */
function watchOver(pid: number | undefined, profile: string): void {
  const script =
    'cat >/dev/null; kill -9 "$1" 2>/dev/null; sleep 0.1; rm -rf "$2" || { sleep 1; rm -rf "$2"; }'
  const watchdog = spawn('/bin/sh', ['-c', script, 'electron-double-watchdog', String(pid), profile], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  })
  watchdog.unref()
  if (watchdog.stdin && 'unref' in watchdog.stdin && typeof watchdog.stdin.unref === 'function')
    watchdog.stdin.unref()
}

function devToolsAddress(chromium: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    chromium.once('error', reject)
    chromium.once('exit', () => reject(new Error(`Chromium ended at once: ${text}`)))
    chromium.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      text = (text + chunk).slice(-10_000)
      const address = /DevTools listening on (ws:\S+)/.exec(text)?.[1]
      if (address !== undefined) resolve(address)
    })
  })
}
