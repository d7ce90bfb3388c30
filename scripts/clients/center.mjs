import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { projectEnvironment, projectNode, root } from '../setup/paths.mjs'
import { run } from './run.mjs'

const PORT_OFFSET = 14_000
const READY_WITHIN_MS = 60_000

/** A control center on a data directory and ports of its own. */
export async function startCenter(home) {
  const env = { ...projectEnvironment(), OMNIMIND_PORT_OFFSET: String(PORT_OFFSET) }
  const entry = join(root, 'out/main/headless.js')
  const child = spawn(projectNode(), [entry, '--home', home], { env, stdio: ['ignore', 'ignore', 'inherit'] })
  const gone = once(child, 'exit')
  const stop = async () => {
    child.kill('SIGTERM')
    await gone
  }
  try {
    await untilReady(child)
  } catch (error) {
    await stop()
    throw error
  }
  return {
    stop,
    /** What the command line prints to standard output. */
    async omnimind(...words) {
      const args = [join(root, 'out/main/cli.js'), '--home', home, ...words]
      const { code, output } = await run(projectNode(), args, { env, cwd: home, timeoutMs: 60_000 })
      if (code !== 0) throw new Error(`omnimind ${words.join(' ')}: ${output}`)
      return output
    },
  }
}

async function untilReady(child) {
  const deadline = performance.now() + READY_WITHIN_MS
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${4360 + PORT_OFFSET}/ready`).catch(() => undefined)
    if (answer?.ok) return
    if (child.exitCode !== null || performance.now() > deadline)
      throw new Error('OmniMind did not get ready.')
    await sleep(100)
  }
}
