import { MARK } from '../../compression'
import type { Stage } from '../stage'
import { originalOf, refOf, spanOf, type Part, type Repeat } from '../parts'
import { accept, type Change } from './accept'
import { FEWEST_TOKENS } from './structure'

/**
 * A block that was there before, byte for byte, becomes a reference to it, and so do paragraphs of prose. One that only resembles an earlier one stays: what
 * is missing from it, or stands in another order, may be what matters.
 */
export async function removeDuplicates({ parts, options }: Stage): Promise<void> {
  const byText = new Map<string, Part>()
  for (const part of parts) {
    if (part.repeat?.edits.length === 0 && (await accept(part, sameAs(part, part.repeat), options))) continue
    if (part.tokensBefore < FEWEST_TOKENS) continue
    const text = originalOf(part)
    const earlier = byText.get(text)
    const isFree = part.type !== 'protected' && part.type !== 'pinned'
    if (
      earlier &&
      isFree &&
      (await accept(part, sameAs(part, { source: earlier, times: 1, edits: [] }), options))
    )
      continue
    byText.set(text, part)
  }
}

function sameAs(part: Part, { source: { text: earlier, from, to }, times }: Repeat): Change {
  const { message, place } = earlier
  const ref = refOf(part)
  const often = times === 1 ? '' : `, ${times} times`
  const where = `message ${message + 1} text ${place + 1}, lines ${from + 1}-${to}${often}`
  const text = `${MARK}same ref=${ref} as ${where}]\n`
  return {
    pieces: [{ kind: 'same', ...spanOf(part), text, ref }],
    method: 'duplicate',
    fidelity: 'repeated',
  }
}
