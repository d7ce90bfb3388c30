import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/fetch'
import type { CenterClient } from '@shared/contract'
import { RPC_PREFIX } from '@shared/contract'
import { StatusReport } from '@shared/domain/status'
import { OmniMindError } from '@shared/errors'
import { SECOND } from '@shared/lib/clock'
import type { RunningInstance } from '../host/host'
import { readRunningInstance } from '../host/running-instance'

/** @throws OmniMindError NOT_RUNNING when nobody announced itself in the data directory */
export function requireInstance(home: string): RunningInstance {
  const instance = readRunningInstance(home)
  if (instance) return instance
  throw notRunning(home)
}

/** The contract of the running instance, with the owner's token. */
export function connectToCenter(home: string): { client: CenterClient; instance: RunningInstance } {
  const instance = requireInstance(home)
  const link = new RPCLink({
    url: `${originOf(instance)}${RPC_PREFIX}`,
    headers: { authorization: `Bearer ${readOwnerToken(home)}` },
  })
  return { client: createORPCClient(link), instance }
}

/** What the running instance tells without a token. @throws OmniMindError NOT_RUNNING */
export async function fetchStatus(home: string): Promise<StatusReport> {
  const origin = originOf(requireInstance(home))
  const response = await fetch(`${origin}/status`, { signal: AbortSignal.timeout(5 * SECOND) }).catch(
    (cause) => {
      throw notRunning(home, cause)
    },
  )
  return StatusReport.parse(await response.json())
}

export function notRunning(home: string, cause?: unknown): OmniMindError {
  return new OmniMindError('NOT_RUNNING', `No OmniMind runs on ${home}.`, {
    nextStep: 'Start it with "omnimind start", or name its data directory with --home DIR.',
    cause,
  })
}

function originOf({ dashboardPort }: RunningInstance): string {
  return `http://127.0.0.1:${dashboardPort}`
}

/** The token of the person who started OmniMind on this data directory. @throws OmniMindError UNAUTHORIZED */
export function readOwnerToken(home: string): string {
  const file = join(home, 'access-token')
  try {
    return readFileSync(file, 'utf8').trim()
  } catch (cause) {
    throw new OmniMindError('UNAUTHORIZED', `The access token ${file} cannot be read.`, {
      nextStep: 'Run the command as the user who started OmniMind.',
      cause,
    })
  }
}
