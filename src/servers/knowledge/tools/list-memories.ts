import { z } from 'zod'
import { defineTool, type Tool } from '../../kit/define-tool'
import { Category, Key, Source } from '../entry'
import { orders } from '../entry-filter'
import { ListedEntry } from '../listed-entry'
import { reads, type KnowledgeDeps } from './tool-deps'

const Time = z.number().int().describe('UTC, milliseconds since 1970')

export const listMemories = ({ store }: KnowledgeDeps): Tool =>
  defineTool({
    name: 'list_memories',
    title: 'List Memories',
    description:
      'List entries without their values (the first characters only), page by page, by source, category, beginning ' +
      'of the key or time. Use it to see what there is; to find something by what it says use search_knowledge.',
    input: {
      source: Source.optional(),
      category: Category.optional(),
      keyPrefix: Key.optional().describe('How the keys begin'),
      updatedFrom: Time.optional(),
      updatedBefore: Time.optional(),
      orderBy: z.enum(orders).default('updatedAt'),
      direction: z.enum(['asc', 'desc']).default('desc'),
      limit: z.number().int().min(1).max(200).default(50).describe('How many to return'),
      offset: z.number().int().min(0).default(0).describe('How many to skip'),
    },
    output: {
      entries: z.array(ListedEntry),
      total: z.number().int().describe('How many match in all'),
    },
    hints: reads,
    freshness: 300,
    run: ({ orderBy, direction, limit, offset, ...filter }) => ({
      structured: store.list(filter, { by: orderBy, direction }, { limit, offset }),
    }),
  })
