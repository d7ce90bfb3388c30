import { setTimeout as delay } from 'node:timers/promises'
import { OmniMindError } from '@shared/errors'
import { exitCodes } from '@shared/exit-codes'
import { SECOND } from '@shared/lib/clock'
import { noMore, type Command } from '../command'
import { connectToCenter } from '../connection'
import { json } from '../text'

/** OmniMind itself promises to be gone after 8 s. */
const WAIT_MS = 12 * SECOND
const LOOK_MS = 50

export const stop: Command = {
  name: 'stop',
  usage: '',
  summary: 'Stop every service and end OmniMind.',
  options: {},
  async run(invocation) {
    noMore(invocation.words, 'stop')
    const { client, instance } = connectToCenter(invocation.home)
    await client.app.quit({})
    const deadline = performance.now() + WAIT_MS
    while (isAlive(instance.pid)) {
      if (performance.now() > deadline) {
        throw new OmniMindError('INTERNAL', `OmniMind (pid ${instance.pid}) did not end within 12 s.`, {
          nextStep: `Look at its log; as a last resort, end process ${instance.pid}.`,
        })
      }
      await delay(LOOK_MS)
    }
    invocation.io.out(invocation.json ? json({ stopped: true, pid: instance.pid }) : 'OmniMind is stopped.')
    return exitCodes.ok
  },
}

/** Signal 0 only asks; a process of another user answers EPERM, and lives. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
