import { HttpLink } from '../network/http-link'
import type { Door } from '../network/other-doors'
import type { Examination } from '../examination'
import { greetSession } from '../server/conversation'

/** Each look is a new session at the gateway: a server that looks unheard for ever is looked at less and less often. */
const FIRST_LOOK_MS = 300
const GROWTH = 1.7
/** As the gateway names itself: it does so for a server it has not heard yet. */
const GATEWAY = /^omnimind /

/**
 * Waits until the gateway has heard an external server, for which it greets and lists: it does so a moment after the
 * server got ready. At most as long as a request may take; one that neither says its name nor has tools of use looks
 * unheard for ever.
 */
export async function whenHeard(exam: Examination, door: Door): Promise<void> {
  const deadline = exam.clock.monotonicMs() + exam.limits.requestMs
  let wait = FIRST_LOOK_MS
  while (!(await isHeard(exam, door))) {
    const left = deadline - exam.clock.monotonicMs()
    if (left <= 0) return
    await exam.pause(Math.min(wait, left))
    wait *= GROWTH
  }
}

/** True also when nobody answers: that is for the examination to tell. */
async function isHeard({ limits }: Examination, door: Door): Promise<boolean> {
  const link = new HttpLink(door.url, door.headers, door.clock, door.signal, door.lookup)
  try {
    const greeting = await greetSession(link, { greetMs: limits.handshakeMs, requestMs: limits.requestMs })
    if (greeting.kind !== 'greeted' || !GATEWAY.test(greeting.conversation.server ?? '')) return true
    const listed = await greeting.conversation.ask('tools/list')
    const tools = listed.kind === 'result' ? listed.result['tools'] : null
    return !Array.isArray(tools) || tools.length > 0
  } finally {
    await link.close()
  }
}
