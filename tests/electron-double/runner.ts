// Does what Electron's executable does: reads the command line, brings Chromium up, runs the app's main module,
// and only then lets the app get ready.
import { open as openInspector } from 'node:inspector'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { chromium } from './chromium/launch.ts'
import { app } from './modules/app.ts'
import './electron.ts'
import { readCommandLine } from './support/command-line.ts'
import { world } from './support/world.ts'

/** The double's own tests shorten it. */
const MAIN_LIMIT_MS = Number(process.env['ELECTRON_DOUBLE_MAIN_LIMIT_MS'] ?? 10_000)

const args = process.argv.slice(2)
const { required, main, appRoot, packageJson } = readCommandLine(args)
world.appRoot = appRoot
world.appName = packageJson.productName ?? packageJson.name ?? 'Electron'
world.appVersion = packageJson.version ?? '0.0.0'
process.argv = [process.argv[0] as string, ...args]
Object.defineProperty(process, 'type', { value: 'browser' })
Object.defineProperty(process.versions, 'electron', { value: '45.4.1' })
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => app.quit())

// Opened here and not by Node's own switch: whoever connects may ask for `electron` at once.
if (args.some((argument) => argument.startsWith('--inspect'))) openInspector(0)
if (args.some((argument) => argument.startsWith('--remote-debugging-port'))) {
  const { url } = await chromium()
  // The line by which Playwright finds the browser behind an Electron app.
  process.stderr.write(`DevTools listening on ${url}\n`)
}
for (const script of required) createRequire(import.meta.url)(script)

// An app runs until it quits, whether it has anything to wait for or not.
setInterval(() => {}, 2 ** 30)
const slow = setTimeout(() => {
  process.stderr.write(
    `electron double: the main module was not evaluated after ${MAIN_LIMIT_MS / 1_000} s. ` +
      'Does it await app.whenReady() at top level? Electron would hang as well.\n',
  )
}, MAIN_LIMIT_MS)
await import(pathToFileURL(main).href)
clearTimeout(slow)
app.becomeReady()
