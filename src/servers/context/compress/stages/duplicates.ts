import { MARK } from '../../compression'
import type { Stage } from '../stage'
import { originalOf, refOf, spanOf, type Part } from '../parts'
import { accept, type Change } from './accept'
import { FEWEST_TOKENS } from './structure'

/**
 * A block that was there before, byte for byte, becomes a reference to it. One that only resembles an earlier one stays: what
 * is missing from it, or stands in another order, may be what matters.
 */
export async function removeDuplicates({ parts, options }: Stage): Promise<void> {
  const byText = new Map<string, Part>()
  for (const part of parts) {
    if (part.tokensBefore < FEWEST_TOKENS) continue
    const text = originalOf(part)
    const earlier = byText.get(text)
    const isFree = part.type !== 'protected' && part.type !== 'pinned'
    if (earlier && isFree && (await accept(part, sameAs(part, earlier), options))) continue
    byText.set(text, part)
  }
}

function sameAs(part: Part, earlier: Part): Change {
  const { message, place } = earlier.text
  const ref = refOf(part)
  const where = `message ${message + 1} text ${place + 1}, lines ${earlier.from + 1}-${earlier.to}`
  const text = `${MARK}same ref=${ref} as ${where}]\n`
  return {
    pieces: [{ kind: 'same', ...spanOf(part), text, ref }],
    method: 'duplicate',
    fidelity: 'repeated',
  }
}
