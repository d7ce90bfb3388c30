import { MODERN_VERSION } from '@shared/mcp/modern'
import type { Examination } from '../examination'
import type { Conversation } from './conversation'

/**
 * Tells which revisions were heard.
 * @param other whether it also speaks the era that the conversation is not of
 */
export async function tellRevisions(
  exam: Examination,
  conversation: Conversation,
  other: () => Promise<boolean>,
): Promise<void> {
  await exam.step('revisions', async (step) => {
    const isBoth = await other()
    const { era, revision } = conversation
    exam.facts.revisions = isBoth && era === 'session' ? [MODERN_VERSION, revision] : [revision]
    if (isBoth) step.fine(`It speaks ${MODERN_VERSION} and ${era === 'session' ? revision : 'earlier ones'}.`)
    else if (era === 'session')
      step.found({
        code: 'OLDER_PROTOCOL',
        text: `It speaks ${revision} with sessions, not ${MODERN_VERSION}.`,
      })
    else
      step.found({
        code: 'NEWER_PROTOCOL',
        text: `It speaks ${MODERN_VERSION} only, none of the earlier revisions.`,
      })
  })
}

/** What the greeting itself shows. */
export function tellGreeting(
  step: { found: (finding: { code: 'SELF_NOT_NAMED'; text: string }) => void; fine: (text: string) => void },
  exam: Examination,
  conversation: Conversation,
): void {
  exam.facts.server = conversation.server
  exam.facts.handshakeMs = conversation.greetingMs
  if (conversation.server === null)
    step.found({ code: 'SELF_NOT_NAMED', text: 'It does not say its name and version.' })
  step.fine(`${conversation.server ?? 'It'} answered in ${conversation.greetingMs} ms.`)
}
