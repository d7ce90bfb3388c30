import { z } from 'zod'
import { defineTool, type Tool } from '../../kit/define-tool'
import { AddressInput, MAX_BATCH } from '../entry'
import { overwrites, type KnowledgeDeps } from './tool-deps'

export const forgetBatch = ({ store }: KnowledgeDeps): Tool =>
  defineTool({
    name: 'forget_batch',
    title: 'Forget Batch',
    description:
      `Delete up to ${MAX_BATCH} entries for good by their exact addresses, in one transaction. Those that do not ` +
      'exist are no error.',
    input: { entries: z.array(AddressInput).min(1).max(MAX_BATCH) },
    output: { forgotten: z.number().int(), missing: z.number().int() },
    hints: overwrites,
    run({ entries }) {
      const forgotten = store.forget(entries).length
      return { structured: { forgotten, missing: entries.length - forgotten } }
    },
  })
