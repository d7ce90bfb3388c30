import { MARK } from '../../compression'
import type { Edit } from '../near/edits'
import { refOf, spanOf, type Part, type Repeat } from '../parts'
import type { Stage } from '../stage'
import { accept, type Change } from './accept'

/** Paragraphs that differ from an earlier one in a few words become a reference that tells these words. */
export async function leaveOutNearDuplicates({ parts, options }: Stage): Promise<void> {
  for (const part of parts)
    if (part.repeat && part.repeat.edits.length > 0) await accept(part, nearlyAs(part, part.repeat), options)
}

function nearlyAs(part: Part, { source: { text, from, to }, edits }: Repeat): Change {
  const ref = refOf(part)
  const where = `message ${text.message + 1} text ${text.place + 1}, lines ${from + 1}-${to}`
  const mark = `${MARK}near ref=${ref} nearly the same as ${where}; here ${edits.map(told).join('; ')}]\n`
  return {
    pieces: [{ kind: 'near', ...spanOf(part), text: mark, ref }],
    method: 'near-duplicate',
    fidelity: 'resembling',
  }
}

const told = ({ here, there }: Edit): string => `"${here.join(' ')}" not "${there.join(' ')}"`
