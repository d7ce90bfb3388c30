import type { Stage } from '../stage'
import { renderCode } from '../code/render'
import { stems } from '../prose/words'
import { refOf } from '../parts'
import { accept } from './accept'
import { FEWEST_TOKENS } from './structure'

/** Code without the bodies of its functions; those that the query or the user names stay whole. */
export async function skeletons({ work, given, parts, options }: Stage): Promise<void> {
  const words = [...work.names.words, ...stems(given.query).filter((word) => word.length > 3)]
  for (const part of parts) {
    if (part.type !== 'code' || part.pieces !== null || part.tokensBefore < FEWEST_TOKENS) continue
    const { lines, wanted } = part.text
    const pieces = renderCode(lines, part.from, part.to, { ref: refOf(part), wanted, words })
    await accept(part, pieces && { pieces, method: 'skeleton', fidelity: 'selection' }, options)
  }
}
