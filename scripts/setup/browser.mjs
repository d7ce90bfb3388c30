import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { giveUp } from './paths.mjs'

const places = [
  process.env.CHROME_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

/**
 * Finds a Chromium for the browser tests; on Debian and as root it installs the system's.
 * @returns its path; ends the program with an explanation when there is none
 */
export function ensureBrowser() {
  const found = places.find((path) => path && existsSync(path)) ?? installOnDebian()
  return found ?? giveUp('The browser tests need Chromium or Chrome: install one, or name it in CHROME_PATH.')
}

function installOnDebian() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get'))
    return undefined
  console.log('Installing Chromium for the browser tests (once) ...')
  const apt = (...args) =>
    spawnSync('apt-get', args, {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      stdio: ['ignore', 'ignore', 'inherit'],
    })
  apt('update')
  apt('install', '-y', '--no-install-recommends', 'chromium')
  return places.find((path) => path && existsSync(path))
}
