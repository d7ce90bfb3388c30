import { resolve } from 'node:path'

/** Node-API version of the SQLite add-on; an older Node dies on loading it, without a message. */
const NEEDED_NODE_API = 10

// The headless entry. Nothing that loads the add-on may be imported before this check.
if (Number(process.versions.napi) < NEEDED_NODE_API) {
  process.stderr.write(
    `OmniMind needs Node 24; this is ${process.version}. Run "npm start", which brings its own.\n`,
  )
  process.exitCode = 1
} else {
  const { runHeadless } = await import('./run-headless')
  // This file is built into out/main.
  await runHeadless(process.argv.slice(2), resolve(import.meta.dirname, '../..'))
}
