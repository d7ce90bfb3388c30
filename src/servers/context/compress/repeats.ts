import { NearIndex } from './near/near-index'
import { paragraphsOf, type LineRange } from './paragraphs'
import { newPart, type Part, type Repeat, type TextWork } from './parts'

/** What repeats fewer characters is not worth a mark. */
const SHORTEST = 240

interface Paragraph extends LineRange {
  part: Part
  /** Equal paragraphs have equal ones. */
  content: number
}

/**
 * Cuts out of prose what repeats, or nearly repeats, earlier paragraphs of prose or of protected texts, equal ones as many together as there are in the same
 * order, so that each can be replaced by a reference. One walk over the paragraphs.
 */
export function cutRepeats(texts: readonly TextWork[]): void {
  const paragraphs = allParagraphs(texts)
  const lastShown = new Map<number, number>()
  const near = new NearIndex()
  const repeats = new Map<Part, (LineRange & Repeat)[]>()
  for (let at = 0; at < paragraphs.length;) {
    const { part, content } = paragraphs[at] as Paragraph
    const same = part.type === 'prose' ? longestRun(paragraphs, lastShown.get(content) ?? -1, at) : null
    const run = same ?? nearRun(near, paragraphs[at] as Paragraph)
    if (run)
      repeats
        .set(part, repeats.get(part) ?? [])
        .get(part)
        ?.push(run.repeat)
    else lastShown.set(content, at)
    at += run?.count ?? 1
  }
  for (const text of texts) text.parts = text.parts.flatMap((part) => cut(part, repeats.get(part) ?? []))
}

function allParagraphs(texts: readonly TextWork[]): Paragraph[] {
  const contents = new Map<string, number>()
  return texts.flatMap(({ lines, parts }) =>
    parts
      .filter(({ type }) => type === 'prose' || type === 'protected')
      .flatMap((part) =>
        paragraphsOf(lines, part.from, part.to).map((range) => {
          const text = lines.text.slice(lines.start(range.from), lines.start(range.to))
          const content = contents.get(text) ?? contents.size
          contents.set(text, content)
          return { ...range, part, content }
        }),
      ),
  )
}

/** A repeat, and of how many paragraphs. */
interface Run {
  repeat: LineRange & Repeat
  count: number
}

/** What begins with the paragraph `at` and repeats what begins with `source`; null when it is too short. */
function longestRun(all: readonly Paragraph[], source: number, at: number): Run | null {
  const first = all[source]
  const begin = all[at]
  if (!first || !begin) return null
  // A repeat ends where its part or that of its source does.
  const isSame = (one: number, other: number): boolean =>
    all[one]?.content === all[other]?.content &&
    all[one]?.part === first.part &&
    all[other]?.part === begin.part
  let length = 1
  while (source + length < at && isSame(source + length, at + length)) length++
  let count = length
  while (isSame(source + (count % length), at + count)) count++
  const times = Math.floor(count / length)
  const to = all[at + times * length - 1]?.to ?? begin.to
  const { lines } = begin.part.text
  if (lines.start(to) - lines.start(begin.from) < SHORTEST) return null
  const last = all[source + length - 1] ?? first
  const repeat = {
    from: begin.from,
    to,
    source: { text: first.part.text, from: first.from, to: last.to },
    times,
    edits: [],
  }
  return { repeat, count: times * length }
}

function nearRun(near: NearIndex, { part, from, to }: Paragraph): Run | null {
  const found = near.look({ text: part.text, from, to })
  return found && { repeat: { from, to, times: 1, ...found }, count: 1 }
}

/** Parts for the repeats and for what is left between them. */
function cut(part: Part, repeats: readonly (LineRange & Repeat)[]): Part[] {
  if (repeats.length === 0) return [part]
  const { text, type, method } = part
  const parts: Part[] = []
  let from = part.from
  for (const { from: start, to: end, ...repeat } of repeats) {
    if (from < start) parts.push(newPart(text, { type, from, to: start }, method))
    parts.push({ ...newPart(text, { type, from: start, to: end }, method), repeat })
    from = end
  }
  if (from < part.to) parts.push(newPart(text, { type, from, to: part.to }, method))
  return parts
}
