#!/usr/bin/env node
// The omnimind command: makes sure that Node 24 and a build are there, then runs the real command line.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { ensureBuilt } from './setup/build.mjs'
import { ensureInstalled } from './setup/install.mjs'
import { projectEnvironment, projectNode, root } from './setup/paths.mjs'
import { passSignals } from './setup/signals.mjs'

ensureInstalled()
ensureBuilt()

const child = spawn(projectNode(), [join(root, 'out', 'main', 'cli.js'), ...process.argv.slice(2)], {
  env: projectEnvironment(),
  stdio: 'inherit',
})
passSignals(child)
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)))
