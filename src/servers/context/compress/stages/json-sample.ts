import { tokens, type Stage } from '../compress'
import { shownElements } from '../json/sample'
import { writeJson } from '../json/table'
import { accept } from './accept'
import { jsonOf, jsonPieces } from './structure'

/** Long arrays by their first, last and outstanding elements and some between. */
export async function sampleJson({ work, given, parts, options, targetTokens }: Stage): Promise<void> {
  const share = targetTokens / Math.max(1, tokens(parts, 'tokensAfter'))
  const words = [
    ...work.words,
    ...(given.query === '' ? [] : given.query.split(/\s+/).filter((word) => word.length > 3)),
  ]
  for (const part of parts) {
    if (part.type !== 'json' || part.pieces?.[0]?.kind === 'same') continue
    const node = jsonOf(part)
    if (node === null) continue
    const written = writeJson(node, (array) => shownElements(array, { share, words }))
    await accept(
      part,
      jsonPieces(part, { written, how: '"~9" = 9 elements left out', fidelity: 'selection' }),
      options,
    )
  }
}
