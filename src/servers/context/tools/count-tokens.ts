import { z } from 'zod'
import { defineTool, ToolError, type Tool } from '../../kit/define-tool'
import { encodings } from '../tokenizer'
import { reads, type ContextDeps } from './tool-deps'

const MAX_TEXT_LENGTH = 5 * 1024 * 1024
const MAX_TEXTS = 2_000

export const countTokensTool = ({ texts: processor }: ContextDeps): Tool =>
  defineTool({
    name: 'count_tokens',
    title: 'Count Tokens',
    description:
      'Count how many tokens a text takes, to see whether it fits a context window. Exact for OpenAI models ' +
      '(o200k_base: GPT-4o and later; cl100k_base: GPT-4 and GPT-3.5); for other models a close estimate.',
    input: {
      text: z.string().optional().describe('The text to count, at most 5 MB'),
      texts: z
        .array(z.string())
        .max(MAX_TEXTS)
        .optional()
        .describe('In place of text: several texts, counted one by one, at most 5 MB together'),
      encoding: z.enum(encodings).default('o200k_base'),
    },
    output: {
      tokens: z.number().int().describe('Of all texts together'),
      each: z.array(z.number().int()).optional().describe('With texts: the tokens of each, in their order'),
      characters: z.number().int().describe('UTF-16 code units'),
      encoding: z.enum(encodings),
      isExact: z
        .boolean()
        .describe('False when runs of hundreds of letters or signs without a break were counted in pieces'),
    },
    hints: reads,
    freshness: 3600,
    async run({ text, texts, encoding }, { signal }) {
      if ((text === undefined) === (texts === undefined)) throw new ToolError('Give either text or texts.')
      const all = texts ?? [text ?? '']
      const characters = all.reduce((sum, one) => sum + one.length, 0)
      if (characters > MAX_TEXT_LENGTH)
        throw new ToolError(
          `The text has ${characters} characters; at most ${MAX_TEXT_LENGTH} can be counted at once. ` +
            'Count it in parts and add the results.',
        )
      const counts = await processor.count(all, encoding, signal)
      return {
        structured: {
          tokens: counts.reduce((sum, { tokens }) => sum + tokens, 0),
          isExact: counts.every(({ isExact }) => isExact),
          characters,
          encoding,
          ...(texts && { each: counts.map(({ tokens }) => tokens) }),
        },
      }
    },
  })
