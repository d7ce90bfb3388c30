import { isDown, type ServiceSnapshot } from '@shared/domain/service'
import { exitCodes, type ExitCode } from '@shared/exit-codes'
import type { Invocation } from './command'
import { printable } from './text'

/** For services that were just started: says of each that did not come up why, and what to do. */
export function tellWhoIsDown(
  { io, json }: Pick<Invocation, 'io' | 'json'>,
  started: readonly ServiceSnapshot[],
): ExitCode {
  const down = started.filter(({ state }) => isDown(state))
  for (const { title, lastError } of json ? [] : down)
    if (lastError)
      io.err(printable(io, [`${title}: ${lastError.message}`, lastError.nextStep].filter(Boolean).join(' ')))
  return down.length > 0 ? exitCodes.failed : exitCodes.ok
}
