import type { Probe } from '@shared/domain/manifest'
import type { Examination } from '../examination'
import type { StepId } from '../steps'
import { callHarmlessly } from './harmless-call'
import { checkDefinitions } from './check-definitions'
import type { Conversation } from './conversation'
import { measureSpeed } from './measure-speed'
import { readLists } from './read-lists'

export const conversationPlan: readonly StepId[] = ['lists', 'definitions', 'call', 'speed']

/** What the caller knows of the server beforehand. */
export interface Known {
  /** A call without effects that its manifest names. */
  probe?: Probe | null
  /** Of all tools, where whoever examines may not see every one. */
  toolCount?: number | null
}

/** What every server is asked once it was greeted, however it is reached. */
export async function examineConversation(
  exam: Examination,
  conversation: Conversation,
  { probe = null, toolCount = null }: Known = {},
): Promise<void> {
  const offered = await readLists(exam, conversation, toolCount)
  if (!offered) return
  await checkDefinitions(exam, offered.tools)
  // Those that are not seen cost a model just as much.
  if (exam.facts.tools !== offered.tools.length) exam.facts.definitionTokens = null
  await callHarmlessly(exam, conversation, offered.tools, probe)
  await measureSpeed(exam, conversation)
}
