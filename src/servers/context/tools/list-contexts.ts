import { z } from 'zod'
import { defineTool, type Tool } from '../../kit/define-tool'
import { ContextSummary, ContextTag } from '../context'
import { reads, type ContextDeps } from './tool-deps'

export const listContexts = ({ store }: ContextDeps): Tool =>
  defineTool({
    name: 'list_contexts',
    title: 'List Contexts',
    description:
      'List saved contexts, last changed first, without their texts: name, tags, metadata, version, size ' +
      'and times. Use it to see what exists; to find a context by what it says use search_contexts.',
    input: {
      tag: ContextTag.optional().describe('Only contexts with exactly this tag'),
      limit: z.number().int().min(1).max(200).default(50).describe('How many to return'),
      offset: z.number().int().min(0).default(0).describe('How many to skip'),
    },
    output: {
      contexts: z.array(ContextSummary),
      total: z.number().int().describe('How many there are in all'),
    },
    hints: reads,
    freshness: 300,
    run: ({ tag, limit, offset }) => ({ structured: store.list({ tag, limit, offset }) }),
  })
