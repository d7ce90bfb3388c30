import { z } from 'zod'
import { defineTool, ToolError, type Tool } from '../../kit/define-tool'
import { MEMO_URI } from '../store'
import { writes, type SqliteDeps } from './tool-deps'

export const removeInsight = ({ insights, memoChanged }: SqliteDeps): Tool =>
  defineTool({
    name: 'remove_insight',
    title: 'Remove Insight',
    description:
      `Remove one finding from the memo (the resource ${MEMO_URI}) for good, by the number that stands before it there. ` +
      'Use it for what is no longer true, or to make room.',
    input: { number: z.number().int().min(1).describe('As in the memo: 12 for "#12"') },
    output: { insights: z.number().int().describe('How many there are now') },
    hints: writes,
    run({ number }) {
      const count = insights.remove(number)
      if (count === null)
        throw new ToolError(`There is no insight #${number}. Read the resource ${MEMO_URI} for the numbers.`)
      memoChanged()
      return { structured: { insights: count }, text: `Insight #${number} removed` }
    },
  })
