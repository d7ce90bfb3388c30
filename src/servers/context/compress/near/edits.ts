/** Words that stand in place of others; either may be none. */
export interface Edit {
  here: readonly string[]
  there: readonly string[]
}

const MOST_EDITS = 6
const LONGEST_EDIT = 8
/** So many equal words end an edit. */
const RESYNC = 3

/**
 * What makes one row of words out of another, by the nearest place from which both go on alike.
 * @returns null when it is more than a few words
 */
export function editsBetween(here: readonly string[], there: readonly string[]): Edit[] | null {
  const edits: Edit[] = []
  let [at, from] = [0, 0]
  while (at < here.length || from < there.length) {
    if (here[at] === there[from]) {
      at++
      from++
      continue
    }
    const lengths = edits.length < MOST_EDITS ? shortestEdit(here, there, at, from) : null
    if (!lengths) return null
    edits.push({
      here: here.slice(at, at + lengths.here),
      there: there.slice(from, from + lengths.there),
    })
    at += lengths.here
    from += lengths.there
  }
  return edits
}

function shortestEdit(
  here: readonly string[],
  there: readonly string[],
  at: number,
  from: number,
): { here: number; there: number } | null {
  for (let sum = 1; sum <= 2 * LONGEST_EDIT; sum++) {
    for (let own = Math.max(0, sum - LONGEST_EDIT); own <= Math.min(sum, LONGEST_EDIT); own++) {
      const other = sum - own
      if (at + own > here.length || from + other > there.length) continue
      if (goesOn(here, there, at + own, from + other)) return { here: own, there: other }
    }
  }
  return null
}

/** Past both ends nothing differs. */
function goesOn(here: readonly string[], there: readonly string[], at: number, from: number): boolean {
  for (let n = 0; n < RESYNC; n++) if (here[at + n] !== there[from + n]) return false
  return true
}

/** In small letters, with at most the signs of a sentence around: neither a name nor a number nor a path. */
const plainWord = /^[(']?\p{Ll}+(?:-\p{Ll}+)*[.,:!?)']{0,3}$/u
const telling = new Set(
  (
    'no not never none nothing nobody nowhere neither nor without except unless cannot zero one two three four five six seven eight ' +
    'nine ten eleven twelve twenty thirty forty fifty hundred thousand million billion first second third half twice once'
  ).split(' '),
)

/** Whether a difference may be left out of the text and told in the mark alone. */
export const isSlight = ({ here, there }: Edit): boolean =>
  [...here, ...there].every((word) => plainWord.test(word) && !telling.has(word.replace(/[^\p{Ll}-]/gu, '')))
