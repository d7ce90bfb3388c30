import type { ConsentQuestion } from '@shared/domain/consent'
import { ToolError, type ToolCall } from '../../kit/define-tool'
import type { DoctorDeps } from './tool-deps'

const MAX_CLIENT_LENGTH = 300

/** What the person is asked, and what the model hears of it. */
export interface Request extends Omit<ConsentQuestion, 'client'> {
  /** After "The person does not want ", e.g. "this program started". */
  what: string
  /** What a person can type instead. */
  inTerminal: string
}

/** Returns when the person allowed it. @throws ToolError otherwise */
export async function askPerson(
  { center }: DoctorDeps,
  { what, inTerminal, ...asked }: Request,
  { session, signal }: ToolCall,
): Promise<void> {
  const client = session.client()?.slice(0, MAX_CLIENT_LENGTH) ?? null
  const { kind } = await center.ask('consent.ask', { question: { ...asked, client } }, signal)
  if (kind === 'allowed') return
  const why = {
    refused: `The person does not want ${what}. Do not ask again; ask them what to do instead.`,
    'nobody-there':
      'No window of OmniMind is open, so nobody could be asked. Ask the person to open it, or to run ' +
      `"${inTerminal}" in a terminal.`,
    'too-many':
      'So many questions wait for the person already that they were not asked this one. Try again when earlier ones are answered.',
    'timed-out':
      'The person did not answer in time. Tell them that OmniMind waits for their word, then try again.',
  }
  throw new ToolError(why[kind])
}
