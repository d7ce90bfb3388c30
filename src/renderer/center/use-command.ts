import { useState } from 'react'
import type { CenterClient } from '@shared/contract'
import type { Problem } from '@shared/errors'
import { notifyProblem } from '../ui/notify'
import { problemOf } from './problem'
import { useClient } from './provider'

export type Command = (client: CenterClient) => Promise<unknown>

/**
 * Runs commands one at a time for one place of the page. A failure is said in a notification, because the
 * place it came from may be gone by then.
 */
export function useCommand(): { run: (title: string, command: Command) => Promise<boolean>; busy: boolean } {
  const client = useClient()
  const [busy, setBusy] = useState(false)

  async function run(title: string, command: Command): Promise<boolean> {
    if (!client) {
      notifyProblem(title, notConnected)
      return false
    }
    setBusy(true)
    try {
      await command(client)
      return true
    } catch (error) {
      notifyProblem(title, problemOf(error))
      return false
    } finally {
      setBusy(false)
    }
  }
  return { run, busy }
}

const notConnected: Problem = {
  code: 'NOT_RUNNING',
  message: 'The page is not connected to the control center right now.',
  nextStep: 'It reconnects by itself; try again in a moment.',
}
