import type { ConsentAnswer, ConsentQuestion } from '@shared/domain/consent'
import type { Center } from '../kit/center'
import { ToolError, type ToolCall } from '../kit/define-tool'

const MAX_CLIENT_LENGTH = 300

const refusals: Record<Exclude<ConsentAnswer['kind'], 'allowed'>, string> = {
  refused:
    'The person refused this. Do not try it again in another form: tell them what you wanted, and ask what they prefer.',
  'nobody-there':
    'The person must allow this, and nobody could be asked: no window of OmniMind is open. Ask them to open it and call again.',
  'too-many':
    'So many questions wait for the person already that they were not asked this one. Call again when earlier ones are answered.',
  'timed-out':
    'The person must allow this, and did not answer in time. Tell them that OmniMind asks, and call again when they are there.',
}

/** Asks the person and returns when they allow it. @throws ToolError when they do not */
export async function askPerson(
  center: Center,
  question: Omit<ConsentQuestion, 'client'>,
  call: ToolCall,
): Promise<void> {
  const client = call.session.client()?.slice(0, MAX_CLIENT_LENGTH) ?? null
  const answer = await center.ask('consent.ask', { question: { ...question, client } }, call.signal)
  if (answer.kind !== 'allowed') throw new ToolError(refusals[answer.kind])
}
