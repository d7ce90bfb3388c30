import { z } from 'zod'
import { defineTool, type Tool } from '../../kit/define-tool'
import { addressShape, EntrySummary, ExpectedUpdatedAt, Metadata, Value } from '../entry'
import { overwrites, type KnowledgeDeps } from './tool-deps'

export const remember = ({ store, sendsOut }: KnowledgeDeps): Tool =>
  defineTool({
    name: 'remember',
    title: 'Remember',
    description:
      'Keep one fact under source, category and key, so that every AI client can recall or search it later. An ' +
      'entry of the same address is replaced; the answer says whether it was created. For many facts use ' +
      'remember_batch; to change only what exists use update.',
    input: {
      ...addressShape,
      value: Value.describe('Any text or JSON value, at most 1 MB'),
      metadata: Metadata.optional().describe('Any further JSON members; absent: kept as they are'),
      expectedUpdatedAt: ExpectedUpdatedAt.optional(),
    },
    output: { created: z.boolean().describe('False: it was there and is replaced'), entry: EntrySummary },
    hints: { ...overwrites, openWorldHint: sendsOut },
    run(entry) {
      const [remembered] = store.remember([entry])
      if (!remembered) throw new Error('The store remembered nothing.')
      store.written()
      return { structured: { ...remembered } }
    },
  })
