import { z } from 'zod'
import { encodings } from '../tokenizer'
import { fidelities, type PartReport } from '../compression'
import { contractClasses } from '../contract/verdict'
import { CONTRACT_VERSION } from '../contract/check'
import type { CompressionOutcome, CompressionRequest } from '../run-compression'

const MOST_REFERENCES = 20

export const compressOutput = {
  compressionId: z
    .string()
    .nullable()
    .describe('For restore_context and continues; null when nothing was compressed'),
  tokensBefore: z.number().int(),
  tokensAfter: z.number().int(),
  saved: z.number().describe('Share of the tokens, 0 to 1'),
  target: z.object({ tokens: z.number().int(), reached: z.boolean() }),
  encoding: z.enum(encodings),
  tokensAreEstimates: z
    .boolean()
    .describe('The model has another tokenizer, or long runs were counted in pieces'),
  contract: z.object({
    version: z.number().int(),
    holds: z
      .boolean()
      .describe(
        'Whether this answer keeps it; always true, since an answer that would not is replaced by the input',
      ),
    checked: z
      .record(z.enum(contractClasses), z.number().int())
      .describe('How many things of each class were looked at'),
    prevented: z
      .array(z.object({ class: z.enum(contractClasses), message: z.number().int(), what: z.string() }))
      .describe('What the compressed answer would have broken'),
  }),
  byType: z.array(
    z.object({
      type: z.string(),
      method: z.string(),
      fidelity: z.enum(fidelities),
      blocks: z.number().int(),
      tokensBefore: z.number().int(),
      tokensAfter: z.number().int(),
      references: z.array(z.string()).describe('For restore_context, the first ones'),
    }),
  ),
  warnings: z.array(z.string()),
  text: z.string().optional().describe('The shortened text, unless it has more than a million characters'),
  messages: z
    .array(z.record(z.string(), z.unknown()))
    .optional()
    .describe('The shortened conversation, likewise'),
}

export type CompressReport = z.output<z.ZodObject<typeof compressOutput>>

export function toReport(
  outcome: CompressionOutcome,
  request: CompressionRequest,
  isEstimate: boolean,
): CompressReport {
  const { compressed, verdict, refusal, isExact } = outcome
  const { tokensBefore, targetTokens } = compressed
  const tokensAfter = refusal ? tokensBefore : compressed.tokensAfter
  return {
    compressionId: outcome.id,
    tokensBefore,
    tokensAfter,
    saved: tokensBefore === 0 ? 0 : Math.round((1 - tokensAfter / tokensBefore) * 10_000) / 10_000,
    target: { tokens: targetTokens, reached: tokensAfter <= targetTokens },
    encoding: request.encoding,
    tokensAreEstimates: isEstimate || !isExact,
    contract: {
      version: CONTRACT_VERSION,
      holds: true,
      checked: verdict.checked,
      prevented: [...verdict.violations],
    },
    byType: refusal ? [] : groups(compressed.parts),
    warnings: warnings(outcome, request, tokensAfter),
  }
}

/** Parts of one type with one fate together. */
function groups(parts: readonly PartReport[]): CompressReport['byType'] {
  const found = new Map<string, CompressReport['byType'][number]>()
  for (const { type, method, fidelity, tokensBefore, tokensAfter, references } of parts) {
    const key = `${type} ${method}`
    const group = found.get(key) ?? {
      type,
      method,
      fidelity,
      blocks: 0,
      tokensBefore: 0,
      tokensAfter: 0,
      references: [],
    }
    group.blocks++
    group.tokensBefore += tokensBefore
    group.tokensAfter += tokensAfter
    group.references.push(...references.slice(0, MOST_REFERENCES - group.references.length))
    found.set(key, group)
  }
  return [...found.values()]
}

function warnings(
  { compressed, refusal, storeFull, verdict }: CompressionOutcome,
  { given, cutsProseBlindly }: CompressionRequest,
  tokensAfter: number,
): string[] {
  const told: string[] = []
  const { parts, targetTokens, tokensBefore } = compressed
  const kept = (tokensAfter / Math.max(1, tokensBefore)) * 100
  if (storeFull)
    told.push(
      `Nothing was compressed: ${storeFull.message} Give more room in the service's settings, or forget compressions.`,
    )
  if (refusal === 'contract')
    told.push(
      `Nothing was compressed: the answer would have broken the contract (${verdict.violations[0]?.what ?? ''}). Please report this.`,
    )
  if (!refusal && tokensAfter > targetTokens)
    told.push(
      `Target missed: ${kept.toFixed(0)} % stay. The rest is critical or protected by the contract, or there was no way to shorten it.`,
    )
  if (
    !refusal &&
    parts.some(({ method, message }) => method === 'earlier compression' && message >= given.frozen)
  )
    told.push(
      'A text with a line like the mark of an earlier compression was left as it is, whoever wrote that line.',
    )
  const prose = parts.filter(({ type }) => type === 'prose')
  if (!refusal && prose.some(({ method }) => method.startsWith('novelty')))
    told.push(
      'Prose was shortened without a query: this is lossy, and what you need may be missing. Give a query, or restore.',
    )
  else if (tokensAfter > targetTokens && given.query === '' && !cutsProseBlindly && prose.length > 0)
    told.push('Prose was left alone: give a query, so that what matters for it stays, or a target.')
  return told
}
