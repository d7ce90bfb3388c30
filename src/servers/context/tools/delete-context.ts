import { z } from 'zod'
import { defineTool, type Tool } from '../../kit/define-tool'
import { ContextName } from '../context'
import type { ContextDeps } from './tool-deps'

export const deleteContext = ({ store }: ContextDeps): Tool =>
  defineTool({
    name: 'delete_context',
    title: 'Delete Context',
    description:
      'Delete one saved context for good, by its exact name. Deleting one that does not exist is no error ' +
      'and answers deleted: false.',
    input: { name: ContextName },
    output: { name: z.string(), deleted: z.boolean() },
    hints: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
    run: ({ name }) => ({ structured: { name, deleted: store.remove(name) } }),
  })
