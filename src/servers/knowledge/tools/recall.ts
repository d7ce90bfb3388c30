import { z } from 'zod'
import { defineTool, ToolError, type Tool } from '../../kit/define-tool'
import { Category, Entry, Key, nameOf, Source } from '../entry'
import type { KnowledgeStore } from '../store'
import { reads, type KnowledgeDeps } from './tool-deps'

export const recall = ({ store }: KnowledgeDeps): Tool =>
  defineTool({
    name: 'recall',
    title: 'Recall',
    description:
      'Read entries whole: one by its exact key, or all whose key begins with keyPrefix. When you do not know the ' +
      'key, use search_knowledge or list_memories.',
    input: {
      source: Source.optional().describe(
        'With key: absent means "general". With keyPrefix: absent means any',
      ),
      category: Category.optional().describe('As source'),
      key: Key.optional().describe('The exact key; give either this or keyPrefix'),
      keyPrefix: Key.optional().describe('How the keys begin, for example "api/"'),
      limit: z.number().int().min(1).max(100).default(20).describe('With keyPrefix: how many to return'),
      offset: z.number().int().min(0).default(0).describe('With keyPrefix: how many to skip'),
    },
    output: {
      entries: z.array(Entry),
      total: z.number().int().describe('How many match; more than entries: ask again with offset'),
    },
    hints: reads,
    freshness: 300,
    run({ source, category, key, keyPrefix, ...page }) {
      if ((key === undefined) === (keyPrefix === undefined))
        throw new ToolError('Give either key or keyPrefix.')
      if (key === undefined)
        return { structured: store.recallMatching({ source, category, keyPrefix }, page) }
      const address = { source: source ?? 'general', category: category ?? 'general', key }
      const { entries } = store.recall([address])
      if (entries.length === 0) throw missingEntry(store, address)
      return { structured: { entries, total: 1 } }
    },
  })

function missingEntry(
  store: KnowledgeStore,
  address: { source: string; category: string; key: string },
): ToolError {
  const similar = store.similarKeys(address.key).map((key) => `"${key}"`)
  const hint =
    similar.length > 0 ? `Similar keys: ${similar.join(', ')}.` : 'list_memories shows what exists.'
  return new ToolError(`There is no entry ${nameOf(address)}. ${hint}`)
}
