import { defineWorker } from '../../kit/worker/define-worker'
import { countTokens, type TokenCount } from '../count-tokens'
import { shorten } from '../shorten'
import { TokenCounter } from '../token-counter'
import { TextTask, type ShortenedTexts } from '../worker-messages'

/**
 * Counts and shortens large texts. It may be killed at any moment, and keeps nothing but counts: what there is to keep, the
 * service writes itself when it has the answer.
 */
export const worker = defineWorker({
  build() {
    const tokens = new TokenCounter()
    return {
      async handle(message): Promise<TokenCount[] | ShortenedTexts> {
        const task = TextTask.parse(message)
        if (task.kind === 'shorten') return await shortened(task, tokens)
        const counts: TokenCount[] = []
        for (const text of task.texts) counts.push(await countTokens(text, task.encoding))
        return counts
      },
    }
  },
})

async function shortened(
  task: Extract<TextTask, { kind: 'shorten' }>,
  tokens: TokenCounter,
): Promise<ShortenedTexts> {
  const { compressed, verdict, isExact } = await shorten(task, tokens)
  const { texts, parts, tokensBefore, tokensAfter, targetTokens } = compressed
  return {
    pieces: texts.map(({ pieces }) => [...pieces]),
    parts: [...parts],
    tokensBefore,
    tokensAfter,
    targetTokens,
    verdict: { ...verdict, violations: [...verdict.violations] },
    isExact,
  }
}
