import { tokens, type JsonValue, type Stage } from '../stage'
import { Sampler } from '../json/sample'
import { writeJson } from '../json/table'
import type { Part } from '../parts'
import type { Names } from '../wanted'
import { accept } from './accept'
import { jsonOf, jsonPieces } from './structure'

/** What must stay takes part of the share: a sample that is too long is drawn again, smaller. */
const ATTEMPTS = 3

/** Long arrays by their first, last and outstanding elements and some between. */
export async function sampleJson({
  work,
  given,
  parts,
  options,
  targetTokens,
  values,
}: Stage): Promise<void> {
  const share = targetTokens / Math.max(1, tokens(parts, 'tokensAfter'))
  const asked = given.query.split(/\s+/).filter((word) => word.length > 3)
  const names = { words: [...work.names.words, ...asked], ids: work.names.ids }
  for (const part of parts) {
    if (part.type !== 'json' || part.pieces?.[0]?.kind === 'same') continue
    const value = jsonOf(part, values)
    if (value) await sample(part, value, { share, names }, options)
  }
}

async function sample(
  part: Part,
  { node, isLines }: JsonValue,
  { share, names }: { share: number; names: Names },
  options: Stage['options'],
): Promise<void> {
  const wish = part.tokensAfter * share
  const sampler = new Sampler(names)
  for (let attempt = 0, drawn = share; attempt < ATTEMPTS && part.tokensAfter > wish; attempt++) {
    const written = writeJson(node, (array) => sampler.shown(array, drawn))
    await accept(
      part,
      jsonPieces(part, { written, isLines, how: '"~9" = 9 elements left out', fidelity: 'selection' }),
      options,
    )
    drawn *= (wish / part.tokensAfter) * 0.9
  }
}
