import { useState } from 'react'
import type { CenterClient } from '@shared/contract'
import type { Problem } from '@shared/errors'
import { problemOf } from './problem'
import { useClient } from './provider'

/**
 * Sends a form. A refusal stays with the form, because what was typed can still be mended.
 * @returns `send` gives the answer, or null when it was refused
 */
export function useSubmit(): {
  send: <T>(ask: (client: CenterClient) => Promise<T>) => Promise<T | null>
  busy: boolean
  problem: Problem | null
  clear: () => void
} {
  const client = useClient()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)

  async function send<T>(ask: (client: CenterClient) => Promise<T>): Promise<T | null> {
    setProblem(client ? null : notConnected)
    if (!client) return null
    setBusy(true)
    try {
      return await ask(client)
    } catch (error) {
      setProblem(problemOf(error))
      return null
    } finally {
      setBusy(false)
    }
  }
  return { send, busy, problem, clear: () => setProblem(null) }
}

/** What a command meets while the link is lost. */
export const notConnected: Problem = {
  code: 'NOT_RUNNING',
  message: 'The page is not connected to the control center right now.',
  nextStep: 'It reconnects by itself; try again in a moment.',
}
