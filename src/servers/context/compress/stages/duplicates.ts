import { MARK } from '../../compression'
import type { Stage } from '../stage'
import { distance, simHash, type Fingerprint } from '../duplicates/simhash'
import { originalOf, refOf, spanOf, type Part } from '../parts'
import { accept, type Change } from './accept'
import { FEWEST_TOKENS } from './structure'

/** Bits in which near-duplicates may differ, and the share of lines that may be new. */
const MOST_BITS = 6
const MOST_NEW_LINES = 0.2
/** An earlier block is compared with so many before it. */
const MOST_COMPARED = 200

interface Seen {
  part: Part
  fingerprint: Fingerprint
}

/** A block that was there before becomes a reference to it, with the lines that are new. */
export async function removeDuplicates({ parts, options }: Stage): Promise<void> {
  const long = parts.filter((part) => part.tokensBefore >= FEWEST_TOKENS)
  if (long.length < 2) return
  const byText = new Map<string, Part>()
  const seen: Seen[] = []
  for (const part of long) {
    const text = originalOf(part)
    const fingerprint = simHash(text)
    const isFree = part.type !== 'protected' && part.type !== 'pinned'
    const earlier = byText.get(text) ?? (isFree ? nearest(seen, part, fingerprint) : undefined)
    if (earlier && isFree && (await accept(part, sameAs(part, earlier), options))) continue
    byText.set(text, part)
    seen.push({ part, fingerprint })
  }
}

function nearest(seen: readonly Seen[], part: Part, fingerprint: Fingerprint): Part | undefined {
  return seen
    .slice(-MOST_COMPARED)
    .find((one) => one.part.type === part.type && distance(one.fingerprint, fingerprint) <= MOST_BITS)?.part
}

/** @returns null when too many lines are new, or the order of lines may matter (code, JSON, diffs) and they are not equal */
function sameAs(part: Part, earlier: Part): Change | null {
  const isEqual = originalOf(part) === originalOf(earlier)
  const ordered = part.type === 'json' || part.type === 'code' || part.type === 'diff'
  if (!isEqual && ordered) return null
  const fresh = isEqual ? [] : newLines(part, earlier)
  if (fresh.length > MOST_NEW_LINES * (part.to - part.from)) return null
  const { message, place } = earlier.text
  const where = `message ${message + 1} text ${place + 1}, lines ${earlier.from + 1}-${earlier.to}`
  const ref = refOf(part)
  const head = `${MARK}same ref=${ref} as ${where}${fresh.length > 0 ? ', but for these lines' : ''}]`
  const text = [head, ...fresh, ...(fresh.length > 0 ? ['[/omni]'] : []), ''].join('\n')
  return {
    pieces: [{ kind: 'same', ...spanOf(part), text, ref }],
    method: 'duplicate',
    fidelity: 'repeated',
  }
}

function newLines(part: Part, earlier: Part): string[] {
  const before = new Set<string>()
  for (let line = earlier.from; line < earlier.to; line++) before.add(earlier.text.lines.at(line))
  const fresh: string[] = []
  for (let line = part.from; line < part.to; line++) {
    const text = part.text.lines.at(line)
    if (text !== '' && !before.has(text)) fresh.push(text)
  }
  return fresh
}
