import { encodingOf } from '../model-encoding'
import { answerOf, runCompression } from '../run-compression'
import { defineTool, type Tool, type ToolOutput } from '../../kit/define-tool'
import { compressInput, toRequest } from './compress-input'
import { compressOutput, toReport, type CompressReport } from './compress-report'
import type { ContextDeps } from './tool-deps'

/** A longer answer is given once, as text, and not a second time in the structured content. */
const MOST_STRUCTURED = 1_000_000

export const compressContext = ({ store, clock, texts }: ContextDeps): Tool =>
  defineTool({
    name: 'compress_context',
    title: 'Compress Context',
    description:
      'Shorten a long text or conversation before it goes into a prompt: logs to one line for each kind of line, JSON to ' +
      'tables without loss, code to signatures, prose to what fits your query. Errors, decisions, pinned texts and lines with paths, ' +
      'symbols or ids that query and user name stay word for word, checked after every call; restore_context brings back the rest. ' +
      'Give a query when there is prose. Not for texts of less than some hundred tokens.',
    input: compressInput,
    output: compressOutput,
    hints: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    async run(input, { signal }): Promise<ToolOutput<CompressReport>> {
      const { encoding, isEstimate } = encodingOf(input.model)
      const request = { ...toRequest(input, store.originals), encoding }
      const outcome = await runCompression(request, {
        shorten: (wish) => texts.shorten(wish, signal),
        originals: store.originals,
        clock,
      })
      const report = toReport(outcome, request, isEstimate)
      const { text } = answerOf(request.mode, outcome.messages)
      const answer = request.mode === 'text' ? { text } : { messages: [...outcome.messages] }
      return { structured: { ...report, ...(text.length <= MOST_STRUCTURED ? answer : {}) }, text }
    },
  })
