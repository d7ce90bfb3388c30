import { z } from 'zod'
import { defineTool, type Tool } from '../../kit/define-tool'
import { Category, EntrySummary, Source } from '../entry'
import { rankingNames } from '../search-cache'
import { reads, type KnowledgeDeps } from './tool-deps'

const Hit = EntrySummary.extend({
  snippet: z.string().describe('The part of the value that fits best'),
  score: z.number().describe('Higher fits better; comparable within one answer only'),
})

export const searchKnowledge = ({ store, sendsOut }: KnowledgeDeps): Tool =>
  defineTool({
    name: 'search_knowledge',
    title: 'Search Knowledge',
    description:
      'Find entries by what they say, best first: words in any order and inflection, a question works too. Answers ' +
      'snippets; read the whole entry with recall. To read a known key use recall at once; to see everything of a ' +
      'source use list_memories.',
    input: {
      text: z.string().trim().min(1).max(1_000).describe('Words or a question; no operators'),
      source: Source.optional().describe('Only of this source'),
      category: Category.optional().describe('Only of this category'),
      limit: z.number().int().min(1).max(50).default(10).describe('How many to return'),
    },
    output: {
      hits: z.array(Hit),
      rankedBy: z
        .array(z.enum(rankingNames))
        .describe(
          'What decided the order: words, words of neighbours, meaning; part: only parts of words were found',
        ),
    },
    hints: { ...reads, openWorldHint: sendsOut },
    // Vectors arrive in the background, without a call that would empty the gateway's cache.
    freshness: 60,
    async run(query) {
      const { isWhole, ...found } = await store.search(query)
      return { structured: found, isPassing: !isWhole }
    },
  })
