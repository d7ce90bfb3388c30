import type { Examination } from '../examination'
import type { StepId } from '../steps'
import { callHarmlessly, type Probe } from './harmless-call'
import { checkDefinitions } from './check-definitions'
import type { Conversation } from './conversation'
import { measureSpeed } from './measure-speed'
import { readLists } from './read-lists'

export const conversationPlan: readonly StepId[] = ['lists', 'definitions', 'call', 'speed']

/** What every server is asked once it was greeted, however it is reached. */
export async function examineConversation(
  exam: Examination,
  conversation: Conversation,
  probe: Probe | null = null,
): Promise<void> {
  const offered = await readLists(exam, conversation)
  if (!offered) return
  await checkDefinitions(exam, offered.tools)
  await callHarmlessly(exam, conversation, offered.tools, probe)
  await measureSpeed(exam, conversation)
}
