import { z } from 'zod'
import { defineTool, type Tool } from '../../kit/define-tool'
import { MEMO_URI } from '../store'
import { adds, type SqliteDeps } from './tool-deps'

export const appendInsight = ({ insights, memoChanged }: SqliteDeps): Tool =>
  defineTool({
    name: 'append_insight',
    title: 'Append Insight',
    description: `Add a finding about the data to the memo (the resource ${MEMO_URI}), which every client can read later.`,
    input: { insight: z.string().min(1).max(10_000).describe('The finding, in a sentence or two') },
    output: {
      number: z.number().int().describe('Its number, for remove_insight'),
      insights: z.number().int().describe('How many there are now'),
    },
    hints: adds,
    run({ insight }, { session }) {
      const added = insights.append(insight.toWellFormed(), session.client())
      memoChanged()
      return { structured: added, text: 'Insight added to memo' }
    },
  })
