import { z } from 'zod'
import { defineTool, type Tool } from '../../kit/define-tool'
import { ContextContent, ContextMetadata, ContextName, ContextSummary, ContextTags } from '../context'
import type { Replace } from '../store'
import type { ContextDeps } from './tool-deps'

export const saveContext = ({ store }: ContextDeps): Tool =>
  defineTool({
    name: 'save_context',
    title: 'Save Context',
    description:
      'Save a text under a name so that it survives this conversation and every AI client can load it: ' +
      'project background, decisions, a summary to continue from. An existing context is replaced only ' +
      'with overwrite: true or with the expectedVersion you loaded. For single facts about people and ' +
      'things a memory server fits better.',
    input: {
      name: ContextName,
      content: ContextContent.describe('The text to keep, at most 1,000,000 characters'),
      tags: ContextTags.default([]).describe('Words to filter by, for example a project'),
      metadata: ContextMetadata.default({}).describe('Any further JSON members, for example a source'),
      overwrite: z.boolean().default(false).describe('Replace a context of this name, whatever its version'),
      expectedVersion: z
        .number()
        .int()
        .min(1)
        .optional()
        .describe('Replace only this version; fails when somebody saved in between'),
    },
    output: { created: z.boolean(), context: ContextSummary },
    hints: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
    run({ overwrite, expectedVersion, ...draft }) {
      const { created, context } = store.save(draft, replacement(overwrite, expectedVersion))
      return { structured: { created, context } }
    },
  })

function replacement(overwrite: boolean, expectedVersion: number | undefined): Replace {
  if (expectedVersion !== undefined) return { kind: 'version', version: expectedVersion }
  return overwrite ? { kind: 'anything' } : { kind: 'nothing' }
}
