import { z } from 'zod'
import { defineTool, ToolError, type Tool } from '../../kit/define-tool'
import type { ContextDeps } from './tool-deps'

export const forgetCompression = ({ store }: ContextDeps): Tool =>
  defineTool({
    name: 'forget_compression',
    title: 'Forget Compression',
    description:
      'Delete the kept originals of one compression for good, to make room. What other compressions need stays. Only when the ' +
      'person wants it: afterwards its references give nothing back.',
    input: { compressionId: z.string().describe('As compress_context returned it') },
    output: { forgotten: z.boolean(), keptBytes: z.number().int().describe('What all originals still take') },
    hints: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
    run({ compressionId }) {
      const later = store.originals.continuations(compressionId)
      if (later.length > 0)
        throw new ToolError(`${later.join(', ')} continues this compression and needs it. Forget that first.`)
      const forgotten = store.originals.forget(compressionId)
      return { structured: { forgotten, keptBytes: store.originals.usedBytes() } }
    },
  })
