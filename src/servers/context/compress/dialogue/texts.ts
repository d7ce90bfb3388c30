import { markedLine, type Given, type Message } from '../../compression'

/** A text of a message, and why it stays as it is, if it does. */
export interface MessageText {
  message: number
  text: string
  protectedAs: 'instructions' | 'recent' | 'open call' | 'earlier compression' | null
}

/**
 * All texts of a conversation in their order: a message's content when it is a string, else the text parts and the texts of
 * tool results in it. System and user turns, the last turns and calls without a result stay (CONTRACT.md, class "turns").
 */
export function textsOf({ messages, keepLastTurns, frozen }: Given): MessageText[] {
  const answered = answeredCalls(messages)
  return messages.flatMap((message, at) => {
    const isOpen = callsOf(message).some((id) => !answered.has(id))
    const whole =
      at < frozen
        ? 'earlier compression'
        : at >= messages.length - keepLastTurns
          ? 'recent'
          : isOpen
            ? 'open call'
            : null
    return messageTexts(message).map(({ text, isResult }) => {
      const instructs =
        !isResult && ['system', 'developer', 'user'].includes(message.role) ? 'instructions' : null
      const protectedAs = whole ?? instructs ?? (markedLine.test(text) ? 'earlier compression' : null)
      return { message: at, text, protectedAs }
    })
  })
}

interface Part {
  type?: unknown
  text?: unknown
  content?: unknown
  id?: unknown
  tool_use_id?: unknown
}

const partsOf = (content: unknown): Part[] =>
  Array.isArray(content) ? content.filter((part) => typeof part === 'object' && part !== null) : []

interface FoundText {
  text: string
  isResult: boolean
}

function messageTexts({ content }: Message): FoundText[] {
  if (typeof content === 'string') return [{ text: content, isResult: false }]
  return partsOf(content).flatMap((part): FoundText[] => {
    if (part.type === 'text' && typeof part.text === 'string') return [{ text: part.text, isResult: false }]
    if (part.type !== 'tool_result') return []
    if (typeof part.content === 'string') return [{ text: part.content, isResult: true }]
    return partsOf(part.content).flatMap(({ type, text }) =>
      type === 'text' && typeof text === 'string' ? [{ text, isResult: true }] : [],
    )
  })
}

/** The same messages with other texts, given in the order of `textsOf`. */
export function withTexts(messages: readonly Message[], texts: readonly string[]): Message[] {
  let next = 0
  const replaced = (part: Part): Part => {
    if (part.type === 'text' && typeof part.text === 'string') return { ...part, text: texts[next++] }
    if (part.type !== 'tool_result') return part
    if (typeof part.content === 'string') return { ...part, content: texts[next++] }
    return Array.isArray(part.content) ? { ...part, content: mapParts(part.content, textReplaced) } : part
  }
  const textReplaced = (part: Part): Part =>
    part.type === 'text' && typeof part.text === 'string' ? { ...part, text: texts[next++] } : part
  return messages.map((message) => {
    if (typeof message.content === 'string') return { ...message, content: texts[next++] }
    return Array.isArray(message.content)
      ? { ...message, content: mapParts(message.content, replaced) }
      : message
  })
}

function mapParts(parts: readonly unknown[], replaced: (part: Part) => Part): unknown[] {
  return parts.map((part) => (typeof part === 'object' && part !== null ? replaced(part) : part))
}

/** Ids of the tool calls a message makes, in the forms of OpenAI and Anthropic. */
function callsOf(message: Message): string[] {
  const calls = [
    ...partsOf(message['tool_calls']),
    ...partsOf(message.content).filter(({ type }) => type === 'tool_use'),
  ]
  return calls.flatMap(({ id }) => (typeof id === 'string' ? [id] : []))
}

function answeredCalls(messages: readonly Message[]): Set<unknown> {
  return new Set(
    messages.flatMap((message) => [
      message['tool_call_id'],
      ...partsOf(message.content).map((part) => part.tool_use_id),
    ]),
  )
}
