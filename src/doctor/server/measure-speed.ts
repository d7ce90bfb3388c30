import { rpcCode } from '@shared/mcp/json-rpc'
import { SECOND } from '@shared/lib/clock'
import type { Examination } from '../examination'
import type { Conversation } from './conversation'

const ROUNDS = 5
const SLOW_MS = SECOND
/** No further round is begun after this: of three slow ones the median is known. */
const ENOUGH_MS = 3 * SECOND
const SLOW_GREETING_MS = 10 * SECOND

/** The median of a few of the smallest requests; fewer when one takes long. */
export async function measureSpeed(exam: Examination, conversation: Conversation): Promise<void> {
  // The newest revision has no ping: the smallest thing to ask is what the server is.
  const method = conversation.era === 'session' ? 'ping' : 'server/discover'
  await exam.step('speed', async (step) => {
    const times: number[] = []
    for (let round = 0; round < ROUNDS && sum(times) < ENOUGH_MS; round++) {
      const answer = await conversation.ask(method)
      if (answer.kind === 'none')
        return step.found({ ...answer.finding, ...(answer.finding.code === 'NO_ANSWER' && unanswered) })
      if (answer.kind === 'error' && answer.error.code === rpcCode.methodNotFound)
        return step.found({
          code: 'PING_UNANSWERED',
          text: 'It does not know "ping", which every server must answer.',
        })
      times.push(answer.ms)
    }
    const median = times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0
    exam.facts.roundTripMs = Math.round(median * 10) / 10
    if (median >= SLOW_MS)
      step.found({ code: 'SLOW', text: `The smallest request takes ${Math.round(median)} ms.` })
    else if (conversation.greetingMs >= SLOW_GREETING_MS)
      step.found({
        code: 'SLOW',
        text: `The greeting took ${Math.round(conversation.greetingMs / SECOND)} s.`,
      })
    step.fine(`${exam.facts.roundTripMs} ms, median of ${times.length}.`)
  })
}

function sum(times: readonly number[]): number {
  return times.reduce((all, one) => all + one, 0)
}

const unanswered = { code: 'PING_UNANSWERED', text: 'It did not answer "ping".' } as const
