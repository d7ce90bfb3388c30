import type { LookupFunction } from 'node:net'
import type { DoctorReport } from '@shared/domain/doctor'
import { MINUTE } from '@shared/lib/clock'
import { Examination, type ExaminationOptions } from './examination'
import { Found, type Finding } from './finding'
import { secretsInAddress, secretsInHeaders } from './given-secrets'
import { isHttp, isLoopback, readAddress, withoutSecrets } from './network/addresses'
import { checkGuards } from './network/guards'
import type { HttpAnswer } from './network/http-exchange'
import { HttpLink } from './network/http-link'
import { otherDoors, type Door } from './network/other-doors'
import { explainChallenge } from './network/sign-in'
import {
  greetSession,
  greetStateless,
  type Conversation,
  type GreetLimits,
  type Greeting,
} from './server/conversation'
import { conversationPlan, examineConversation, type Known } from './server/examine-conversation'
import { tellGreeting, tellRevisions } from './server/revisions'
import type { StepId } from './steps'

export interface EndpointTarget {
  url: string
  headers?: Record<string, string>
  /** In place of the system's resolver: what it gives is all that is connected to. */
  lookup?: LookupFunction | undefined
  /** The service of OmniMind that is known to be at this address, and how to examine it. */
  ours?: { id: string; nextStep: string } | undefined
}

const plan: readonly StepId[] = ['address', 'handshake', 'revisions', ...conversationPlan, 'guards', 'clock']
const CLOCKS_DIFFER_MS = 2 * MINUTE

/** Examines the MCP server at an address: streamable HTTP; the old SSE is recognised and told. */
export async function examineEndpoint(
  { url: text, headers = {}, lookup, ours }: EndpointTarget,
  options: ExaminationOptions = {},
): Promise<DoctorReport> {
  const secrets = [...secretsInHeaders(headers), ...secretsInAddress(text)]
  const exam = new Examination({ kind: 'endpoint', title: titleOf(text) }, plan, options, secrets)
  const url = await exam.step('address', (step) => {
    const address = readAddress(text)
    const isHere = isLoopback(address.hostname)
    if (!isHere && address.protocol === 'http:')
      step.found({ code: 'NOT_ENCRYPTED', text: `What is said to ${address.host} is not encrypted.` })
    step.fine(isHere ? 'It is on this machine.' : `It is at ${address.host}.`)
    return address
  })
  if (!url) return exam.report()
  const door: Door = { url, headers, clock: exam.clock, signal: exam.signal, lookup, ours }
  const last = await converse(exam, door)
  if (isLoopback(url.hostname)) await checkGuards(exam, url, headers, lookup)
  else
    await exam.step('guards', (step) =>
      step.fine('It is not on this machine, so it has no such guards to have.'),
    )
  await exam.step('clock', (step) => {
    const told = Date.parse(last?.headers.date ?? '')
    const apartMs = Number.isNaN(told) ? 0 : Math.abs(told - exam.clock.epochMs())
    if (apartMs > CLOCKS_DIFFER_MS) {
      const text = `Its clock and this machine's are ${Math.round(apartMs / MINUTE)} minutes apart.`
      step.found({ code: 'CLOCK_DIFFERS', text })
    }
    step.fine(Number.isNaN(told) ? 'It does not tell its time.' : 'It goes as this one.')
  })
  return exam.report()
}

/**
 * From the greeting to the last measurement, at an address that is well-formed.
 * @returns the last HTTP answer there was
 */
export async function converse(exam: Examination, door: Door, known: Known = {}): Promise<HttpAnswer | null> {
  const limits = { greetMs: exam.limits.handshakeMs, requestMs: exam.limits.requestMs }
  const link = linkTo(door)
  try {
    const conversation = await exam.step('handshake', async (step) => {
      const found = await greet(link, door, limits)
      tellGreeting(step, exam, found)
      return found
    })
    if (!conversation) return link.last
    await tellRevisions(exam, conversation, async () => {
      if (conversation.era === 'stateless') return false
      return (await greetStateless(linkTo(door), limits)).kind === 'greeted'
    })
    await examineConversation(exam, conversation, known)
    return link.last
  } finally {
    await link.close()
  }
}

/** @throws Found when no era gets an answer */
async function greet(link: HttpLink, door: Door, limits: GreetLimits): Promise<Conversation> {
  const session = await greetSession(link, limits)
  if (session.kind === 'greeted') return session.conversation
  const refused = link.last
  if (session.kind === 'none' && (session.status === undefined || isFinal(session.finding)))
    throw new Found(
      session.status === 401 && refused
        ? await explainChallenge(refused, door, hasCredential(door.headers))
        : session.finding,
    )
  const stateless = await greetStateless(linkTo(door), limits)
  if (stateless.kind === 'greeted') return stateless.conversation
  throw new Found((await otherDoors(door)) ?? reasonOf(session))
}

/** After these no other way of asking would fare better. */
function isFinal({ code }: Finding): boolean {
  return !['NOT_MCP', 'FORBIDDEN', 'ANSWER_BROKEN', 'SERVER_ERROR'].includes(code)
}

function reasonOf(session: Exclude<Greeting, { kind: 'greeted' }>): Finding {
  if (session.kind === 'none') return session.finding
  return { code: 'GREETING_REFUSED', text: `It refused "initialize": ${session.error.message}` }
}

function linkTo({ url, headers, clock, signal, lookup }: Door): HttpLink {
  return new HttpLink(url, headers, clock, signal, lookup)
}

/** Whatever is sent beside what the protocol itself sends is taken for one. */
function hasCredential(headers: Record<string, string>): boolean {
  return Object.keys(headers).some((name) => /^authorization$|key|token|secret|cookie/i.test(name))
}

function titleOf(text: string): string {
  const url = URL.parse(text)
  // Other schemes have no origin: "localhost:3000/mcp" is an address of the scheme "localhost".
  return url && isHttp(url) ? withoutSecrets(url) : text
}
