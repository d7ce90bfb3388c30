// npm start: installs and builds when needed, then opens the desktop app, or the headless center where there is no Electron.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { ensureBuilt } from './setup/build.mjs'
import { findElectron } from './setup/electron.mjs'
import { ensureInstalled } from './setup/install.mjs'
import { projectEnvironment, projectNode, root } from './setup/paths.mjs'
import { passSignals } from './setup/signals.mjs'

ensureInstalled()
ensureBuilt()

const args = process.argv.slice(2)
const electron = args.includes('--headless') ? { why: undefined } : findElectron()
if (electron.path) run(electron.path, [root, ...args])
else {
  if (electron.why) console.log(`${electron.why} Running headless, with the UI in your browser.`)
  run(projectNode(), [
    join(root, 'out', 'main', 'headless.js'),
    ...args.filter((arg) => arg !== '--headless'),
  ])
}

/** Runs the program in the foreground; it gets the signals and decides how to end. */
function run(command, commandArgs) {
  const child = spawn(command, commandArgs, {
    cwd: process.cwd(),
    env: projectEnvironment(),
    stdio: 'inherit',
  })
  passSignals(child)
  child.on('error', (error) => {
    console.error(`${command} could not be started: ${error.message}`)
    process.exit(1)
  })
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)))
}
