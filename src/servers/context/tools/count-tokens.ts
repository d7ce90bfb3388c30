import { z } from 'zod'
import { defineTool, ToolError, type Tool } from '../../kit/define-tool'
import { countTokens, encodings } from '../count-tokens'
import { reads } from './tool-deps'

const MAX_TEXT_LENGTH = 5 * 1024 * 1024

export const countTokensTool = (): Tool =>
  defineTool({
    name: 'count_tokens',
    title: 'Count Tokens',
    description:
      'Count how many tokens a text takes, to see whether it fits a context window. Exact for OpenAI models ' +
      '(o200k_base: GPT-4o and later; cl100k_base: GPT-4 and GPT-3.5); for other models a close estimate.',
    input: {
      text: z.string().describe('The text to count, at most 5 MB'),
      encoding: z.enum(encodings).default('o200k_base'),
    },
    output: {
      tokens: z.number().int(),
      characters: z.number().int().describe('UTF-16 code units'),
      encoding: z.enum(encodings),
      isExact: z
        .boolean()
        .describe('False when runs of hundreds of letters or signs without a break were counted in pieces'),
    },
    hints: reads,
    async run({ text, encoding }) {
      if (text.length > MAX_TEXT_LENGTH)
        throw new ToolError(
          `The text has ${text.length} characters; at most ${MAX_TEXT_LENGTH} can be counted at once. ` +
            'Count it in parts and add the results.',
        )
      return { structured: { ...(await countTokens(text, encoding)), characters: text.length, encoding } }
    },
  })
