import { z } from 'zod'
import { defineTool, ToolError, type Tool } from '../../kit/define-tool'
import { Category, Key, Source } from '../entry'
import { MAX_FORGOTTEN } from '../forget-matching'
import { overwrites, type KnowledgeDeps } from './tool-deps'

export const forget = ({ store }: KnowledgeDeps): Tool =>
  defineTool({
    name: 'forget',
    title: 'Forget',
    description:
      'Delete for good: one entry by its exact key (none there is no error, forgotten is 0), or every entry that ' +
      'matches source, category, keyPrefix or updatedBefore. For the second, count them with list_memories first ' +
      'and pass that total as confirmCount.',
    input: {
      source: Source.optional().describe('With key: absent means "general". Without: absent means any'),
      category: Category.optional().describe('As source'),
      key: Key.optional().describe('The exact key; leave away to delete by filter'),
      keyPrefix: Key.optional().describe('Filter: how the keys begin'),
      updatedBefore: z.number().int().optional().describe('Filter: last written before, UTC epoch ms'),
      confirmCount: z
        .number()
        .int()
        .min(0)
        .max(MAX_FORGOTTEN)
        .optional()
        .describe('Needed by filter: how many entries you mean to delete; nothing happens when it is wrong'),
    },
    output: { forgotten: z.number().int() },
    hints: overwrites,
    run({ key, confirmCount, ...filter }) {
      if (key !== undefined) {
        if (filter.keyPrefix !== undefined || filter.updatedBefore !== undefined)
          throw new ToolError('With key there is no keyPrefix and no updatedBefore: it means one entry.')
        const address = { source: filter.source ?? 'general', category: filter.category ?? 'general', key }
        return { structured: { forgotten: store.forget([address]).length } }
      }
      if (Object.values(filter).every((part) => part === undefined))
        throw new ToolError('Give a key, or at least one of source, category, keyPrefix and updatedBefore.')
      if (confirmCount === undefined)
        throw new ToolError(
          'To delete by filter pass confirmCount: the total that list_memories gives for the same filter.',
        )
      return { structured: { forgotten: store.forgetMatching(filter, confirmCount) } }
    },
  })
