import { markedLine, textOf, type Given, type Message, type RenderedText } from '../compression'
import { quote, type Findings } from './verdict'

/** A text of a message as the checker finds it. */
interface Found {
  message: number
  text: string
  mustStay: boolean
}

/**
 * Class "turns": system and user turns, the last turns, calls without a result and what an earlier compression made stay byte for
 * byte; class "whole": nothing else of a message changes, and every text of the answer is the one its pieces make.
 */
export function checkTurns(
  given: Given,
  answer: { messages: readonly Message[]; texts: readonly RenderedText[] },
  findings: Findings,
): void {
  const before = foundTexts(given)
  const after = foundTexts({ ...given, messages: answer.messages })
  const same = JSON.stringify(blanked(given.messages)) === JSON.stringify(blanked(answer.messages))
  findings.expect(
    'whole',
    0,
    same && before.length === answer.texts.length && after.length === before.length,
    () => 'More than texts changed.',
  )
  before.forEach(({ message, text, mustStay }, at) => {
    const rendered = answer.texts[at]
    const isRight =
      rendered?.message === message && rendered.original === text && textOf(rendered) === after[at]?.text
    findings.expect('whole', message, isRight, () => `A text is not the one its pieces make: ${quote(text)}`)
    if (mustStay) findings.expect('turns', message, after[at]?.text === text, () => `Changed: ${quote(text)}`)
  })
}

function foundTexts({ messages, keepLastTurns, frozen }: Given): Found[] {
  const results = new Set(messages.flatMap(resultIds))
  return messages.flatMap((message, at) => {
    const isOpen = callIds(message).some((id) => !results.has(id))
    const staysWhole = at < frozen || at >= messages.length - keepLastTurns || isOpen
    const instructs = message.role === 'system' || message.role === 'developer' || message.role === 'user'
    return textParts(message).map(({ text, isResult }) => ({
      message: at,
      text,
      mustStay: staysWhole || (instructs && !isResult) || markedLine.test(text),
    }))
  })
}

type Part = Record<string, unknown>
const isPart = (value: unknown): value is Part => typeof value === 'object' && value !== null
const parts = (value: unknown): Part[] => (Array.isArray(value) ? value.filter(isPart) : [])

function* textsIn(value: unknown, isResult: boolean): Generator<{ text: string; isResult: boolean }> {
  if (typeof value === 'string') yield { text: value, isResult }
  for (const part of parts(value)) {
    if (part['type'] === 'text' && typeof part['text'] === 'string') yield { text: part['text'], isResult }
    if (part['type'] === 'tool_result' && !isResult) yield* textsIn(part['content'], true)
  }
}

const textParts = ({ content }: Message): { text: string; isResult: boolean }[] => [
  ...textsIn(content, false),
]

function callIds(message: Message): unknown[] {
  const used = parts(message.content).filter((part) => part['type'] === 'tool_use')
  return [...parts(message['tool_calls']), ...used]
    .map((part) => part['id'])
    .filter((id) => typeof id === 'string')
}

function resultIds(message: Message): unknown[] {
  return [message['tool_call_id'], ...parts(message.content).map((part) => part['tool_use_id'])]
}

/** The messages with their texts emptied. */
function blanked(messages: readonly Message[]): unknown[] {
  return messages.map((message) => ({ ...message, content: blankContent(message.content, false) }))
}

function blankContent(content: unknown, isResult: boolean): unknown {
  if (typeof content === 'string') return ''
  if (!Array.isArray(content)) return content
  return content.map((part: unknown) => {
    if (!isPart(part)) return part
    if (part['type'] === 'text' && typeof part['text'] === 'string') return { ...part, text: '' }
    if (part['type'] === 'tool_result' && !isResult)
      return { ...part, content: blankContent(part['content'], true) }
    return part
  })
}
