import { SECOND } from '@shared/lib/clock'
import { ToolError } from '../../kit/define-tool'
import type { WorkerError } from '../../kit/worker/worker'
import { STATEMENT_MS } from '../limits'
import { outcomeNotKnown } from '../unknown-outcome'

/** Why the database's process answered nothing, and what that means for what was to be changed. */
export function processToolError({ reason, message }: WorkerError, readOnly: boolean): ToolError {
  const outcome = readOnly ? 'Nothing was changed.' : outcomeNotKnown('select_rows')
  if (reason === 'cancelled') return new ToolError('The call was cancelled.')
  const what =
    reason === 'timed-out'
      ? `It took longer than ${STATEMENT_MS / SECOND} s and was ended.`
      : `The embedded database failed: ${message} The next call starts it anew.`
  return new ToolError(`${what} ${outcome} Ask for less, or for something simpler.`)
}
