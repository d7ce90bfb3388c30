import { defineTool, ToolError, type Tool } from '../../kit/define-tool'
import { addressShape, EntrySummary, ExpectedUpdatedAt, Metadata, Value } from '../entry'
import { overwrites, type KnowledgeDeps } from './tool-deps'

export const update = ({ store, sendsOut }: KnowledgeDeps): Tool =>
  defineTool({
    name: 'update',
    title: 'Update',
    description:
      'Replace the value, the metadata or both of an entry that exists; fails when there is none. Pass ' +
      'expectedUpdatedAt as you recalled it when other agents may write the same entry.',
    input: {
      ...addressShape,
      value: Value.optional().describe('The new value; absent: kept'),
      metadata: Metadata.optional().describe('The new metadata; absent: kept'),
      expectedUpdatedAt: ExpectedUpdatedAt.optional(),
    },
    output: { entry: EntrySummary },
    hints: { ...overwrites, openWorldHint: sendsOut },
    run(entry) {
      if (entry.value === undefined && entry.metadata === undefined)
        throw new ToolError('Give a value, metadata, or both.')
      const updated = store.update(entry)
      store.written()
      return { structured: { entry: updated } }
    },
  })
