import { join } from 'node:path'
import { OmniMindError } from '@shared/errors'
import { systemClock } from '@shared/lib/clock'
import { isOpenable } from '../external-url'
import type { Host } from '../host'
import { claimDataDirectory } from '../instance-lock'
import { openInBrowser } from '../open-in-browser'
import { forkProgram } from './forked-process'
import { createKeyFileSealer } from '../key-file-sealer'
import { detectSleep } from './sleep-detector'

/**
 * The control center's host on plain Node: no window, no tray; the UI is in a browser.
 * @param home the data directory, which must exist
 * @param root the folder that holds `out/` and `resources/`
 */
export function createHeadlessHost({ home, root }: { home: string; root: string }): Host {
  const programs = join(root, 'out', 'main')
  return {
    kind: 'headless',
    paths: { home, programs, renderer: join(root, 'out', 'renderer'), resources: join(root, 'resources') },
    secrets: createKeyFileSealer(home, process.env['OMNIMIND_PASSPHRASE']),
    spawn: (spec) => forkProgram(programs, spec),
    notify: ({ title, body }) => process.stdout.write(`${title}: ${body}\n`),
    openExternal,
    onPower: (listener) => detectSleep(systemClock, listener),
    claimInstance: () => claimDataDirectory(home),
  }
}

async function openExternal(url: string): Promise<void> {
  if (!isOpenable(url)) {
    throw new OmniMindError('BAD_INPUT', 'Only https addresses and addresses of this machine can be opened.')
  }
  if (await openInBrowser(url)) return
  throw new OmniMindError('SPAWN_FAILED', 'No browser could be started.', {
    nextStep: `Open ${url} yourself.`,
  })
}
