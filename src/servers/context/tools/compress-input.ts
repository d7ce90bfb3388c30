import { z } from 'zod'
import { contentTypes, type Given, type Message } from '../compression'
import { answerOf, type CompressionRequest } from '../run-compression'
import { contentHash } from '../originals/reference'
import type { OriginalsStore } from '../originals/originals'
import { ToolError } from '../../kit/define-tool'

/** In UTF-16 code units, of all texts together. */
export const MAX_INPUT_LENGTH = 5 * 1024 * 1024
const MAX_LINES = 1_000_000
const MAX_MESSAGES = 10_000
const MAX_PINNED = 100
const MAX_QUERY_LENGTH = 10_000

const MessageShape = z.looseObject({
  role: z.string().max(100),
  content: z.union([z.string(), z.array(z.looseObject({ type: z.string() })), z.null()]).optional(),
})
const { properties, required } = z.toJSONSchema(MessageShape, { io: 'input' })

/** A message is checked by its shape and passed on as it came: an object's schema would put the members it knows first. */
const MessageInput = z
  .record(z.string(), z.unknown())
  .check(({ value, issues }) => {
    const { error } = MessageShape.safeParse(value)
    for (const { message, path } of error?.issues ?? [])
      issues.push({ code: 'custom', message, path: [...path], input: value })
  })
  .meta({
    description:
      'role, content (a string or parts) and any further members, as in the API of OpenAI or Anthropic',
    properties,
    required,
  })

export const compressInput = {
  text: z.string().optional().describe('A text to shorten, at most 5 MB; or messages'),
  messages: z
    .array(MessageInput)
    .min(1)
    .max(MAX_MESSAGES)
    .optional()
    .describe('In place of text: a conversation. System and user turns and the last turns stay as they are'),
  contentType: z
    .enum(['auto', ...contentTypes])
    .default('auto')
    .describe('With text: what it is, when you know it better'),
  query: z
    .string()
    .max(MAX_QUERY_LENGTH)
    .default('')
    .describe(
      'What you want to know from it. Prose is chosen by this; without it prose is cut blindly or not at all',
    ),
  targetTokens: z.number().int().min(1).optional().describe('So many tokens may stay'),
  targetRatio: z
    .number()
    .gt(0)
    .lt(1)
    .optional()
    .describe(
      'Or this share of the tokens. Without either 0.25, for which prose without a query is left alone',
    ),
  keepLastTurns: z
    .number()
    .int()
    .min(0)
    .max(MAX_MESSAGES)
    .default(2)
    .describe('So many last messages stay as they are'),
  pinned: z
    .array(z.string().min(3).max(10_000))
    .max(MAX_PINNED)
    .default([])
    .describe('Texts that must stay wherever they occur, with the lines they stand on'),
  continues: z
    .string()
    .optional()
    .describe(
      'compressionId of an earlier answer with which this input begins: that part stays, byte for byte',
    ),
  model: z.string().max(200).optional().describe('The model whose tokens count, for example gpt-5'),
}

type CompressInput = z.output<z.ZodObject<typeof compressInput>>
type Wish = Omit<CompressionRequest, 'encoding'>

/** @throws ToolError */
export function toRequest(input: CompressInput, originals: OriginalsStore): Wish {
  const { text, messages, query, targetTokens, targetRatio, continues = null } = input
  if ((text === undefined) === (messages === undefined)) throw new ToolError('Give either text or messages.')
  if (targetTokens !== undefined && targetRatio !== undefined)
    throw new ToolError('Give either targetTokens or targetRatio, not both.')
  checkSize(text ?? JSON.stringify(messages), text === undefined ? '\\n' : '\n')
  const mode = text === undefined ? 'messages' : 'text'
  const begun =
    text === undefined
      ? begunMessages(messages as Message[], continues, originals)
      : begunText(text, continues, originals)
  const given: Given = {
    ...begun,
    query: query.trim(),
    pinned: input.pinned,
    keepLastTurns: mode === 'text' ? 0 : input.keepLastTurns,
    contentType: mode === 'text' && input.contentType !== 'auto' ? input.contentType : null,
  }
  const target = targetTokens === undefined ? { ratio: targetRatio ?? 0.25 } : { tokens: targetTokens }
  return { mode, given, continues, target, cutsProseBlindly: (targetTokens ?? targetRatio) !== undefined }
}

/** @throws ToolError */
function checkSize(input: string, lineBreak: string): void {
  const mend = 'Compress it in parts, or leave out what nobody needs.'
  if (input.length > MAX_INPUT_LENGTH)
    throw new ToolError(
      `The input has ${input.length} characters; at most ${MAX_INPUT_LENGTH} are taken at once. ${mend}`,
    )
  if (input.split(lineBreak, MAX_LINES + 2).length > MAX_LINES + 1)
    throw new ToolError(`The input has more than ${MAX_LINES} lines. ${mend}`)
}

type Begun = Pick<Given, 'messages' | 'frozen'>

function begunText(text: string, continues: string | null, originals: OriginalsStore): Begun {
  const document = (content: string): Message => ({ role: 'document', content })
  if (continues === null) return { messages: [document(text)], frozen: 0 }
  const { answerHash, answerLength } = continued(continues, originals)
  const before = text.slice(0, answerLength)
  if (contentHash(before) !== answerHash) throw otherBeginning(continues)
  return { messages: [document(before), document(text.slice(answerLength))], frozen: 1 }
}

function begunMessages(
  messages: readonly Message[],
  continues: string | null,
  originals: OriginalsStore,
): Begun {
  if (continues === null) return { messages, frozen: 0 }
  const { answerHash, answerLength } = continued(continues, originals)
  const before = answerOf('messages', messages.slice(0, answerLength))
  if (contentHash(before.text) !== answerHash) throw otherBeginning(continues)
  return { messages, frozen: answerLength }
}

function continued(id: string, originals: OriginalsStore): { answerHash: string; answerLength: number } {
  const found = originals.compression(id)
  if (!found)
    throw new ToolError(`There is no compression "${id}". Leave continues out to compress everything anew.`)
  return found
}

function otherBeginning(id: string): ToolError {
  return new ToolError(
    `The input does not begin with the answer of ${id}, byte for byte. Send that answer unchanged and what is new after it, ` +
      'or leave continues out to compress everything anew.',
  )
}
