import { useCallback, useState } from 'react'
import type { CenterClient } from '@shared/contract'
import { notifyProblem } from '../ui/notify'
import { problemOf } from './problem'
import { useClient } from './provider'
import { notConnected } from './use-submit'

export type Command = (client: CenterClient) => Promise<unknown>

/**
 * Runs commands for one place of the page. A failure is said in a notification, because the place it came
 * from may be gone by then.
 * @returns `run` tells whether the command succeeded; `busy` is true while one runs
 */
export function useCommand(): {
  run: (failureTitle: string, command: Command) => Promise<boolean>
  busy: boolean
} {
  const client = useClient()
  const [running, setRunning] = useState(0)

  const run = useCallback(
    async (failureTitle: string, command: Command): Promise<boolean> => {
      if (!client) {
        notifyProblem(failureTitle, notConnected)
        return false
      }
      setRunning((n) => n + 1)
      try {
        await command(client)
        return true
      } catch (error) {
        notifyProblem(failureTitle, problemOf(error))
        return false
      } finally {
        setRunning((n) => n - 1)
      }
    },
    [client],
  )
  return { run, busy: running > 0 }
}
