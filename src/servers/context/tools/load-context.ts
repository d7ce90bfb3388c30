import { z } from 'zod'
import { defineTool, type Tool } from '../../kit/define-tool'
import { ContextName, ContextSummary } from '../context'
import { missingContext, reads, type ContextDeps } from './tool-deps'

export const loadContext = ({ store }: ContextDeps): Tool =>
  defineTool({
    name: 'load_context',
    title: 'Load Context',
    description:
      'Load the whole text of one saved context by its exact name. Use it at the start of work that ' +
      'continues something earlier. When you do not know the name, use search_contexts or list_contexts.',
    input: { name: ContextName },
    output: { context: ContextSummary, content: z.string() },
    hints: reads,
    freshness: 300,
    run({ name }) {
      const saved = store.load(name)
      if (!saved) throw missingContext(store, name)
      const { content, ...context } = saved
      return { structured: { context, content }, text: content }
    },
  })
