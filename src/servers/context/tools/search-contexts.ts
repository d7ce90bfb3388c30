import { z } from 'zod'
import { defineTool, type Tool } from '../../kit/define-tool'
import { ContextSummary, ContextTag } from '../context'
import { reads, type ContextDeps } from './tool-deps'

const Hit = ContextSummary.extend({
  snippet: z.string().describe('Text around the match, matches marked with **'),
  score: z.number().describe('Higher fits better; 0 when only a part of a word fits'),
})

export const searchContexts = ({ store }: ContextDeps): Tool =>
  defineTool({
    name: 'search_contexts',
    title: 'Search Contexts',
    description:
      'Find saved contexts by the words in their names, tags and texts, best match first, each with a ' +
      'snippet. The last word may be incomplete. Load the best one with load_context.',
    input: {
      query: z.string().trim().min(1).max(1_000).describe('Words to look for; no operators'),
      match: z.enum(['all', 'any']).default('all').describe('all: every word must occur; any: one is enough'),
      tag: ContextTag.optional().describe('Only contexts with exactly this tag'),
      limit: z.number().int().min(1).max(50).default(10).describe('How many to return'),
    },
    output: { hits: z.array(Hit) },
    hints: reads,
    freshness: 300,
    run: ({ query, match, tag, limit }) => ({
      structured: { hits: store.search({ query: query.toWellFormed(), match, tag, limit }) },
    }),
  })
