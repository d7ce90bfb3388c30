/** One line of a comparison. */
export interface DiffLine {
  kind: 'same' | 'removed' | 'added'
  text: string
}

/** Beyond this many line pairs the texts are shown one after the other: the table would take too much memory. */
const MAX_PAIRS = 4_000_000

/** Compares two texts line by line, by their longest common subsequence of lines. */
export function lineDiff(before: string, after: string): DiffLine[] {
  const old = before.split('\n')
  const now = after.split('\n')
  if (old.length * now.length > MAX_PAIRS)
    return [...old.map((text) => line('removed', text)), ...now.map((text) => line('added', text))]
  const width = now.length + 1
  /** By line of both: how many lines the rests have in common. */
  const common = new Uint32Array((old.length + 1) * width)
  for (let i = old.length - 1; i >= 0; i--)
    for (let j = now.length - 1; j >= 0; j--)
      common[i * width + j] =
        old[i] === now[j]
          ? (common[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(common[(i + 1) * width + j] ?? 0, common[i * width + j + 1] ?? 0)
  const lines: DiffLine[] = []
  let i = 0
  let j = 0
  while (i < old.length || j < now.length) {
    const [left, right] = [old[i], now[j]]
    if (left !== undefined && left === right) {
      lines.push(line('same', left))
      i++
      j++
    } else if (
      left !== undefined &&
      (right === undefined || (common[(i + 1) * width + j] ?? 0) >= (common[i * width + j + 1] ?? 0))
    ) {
      lines.push(line('removed', left))
      i++
    } else {
      lines.push(line('added', right ?? ''))
      j++
    }
  }
  return lines
}

function line(kind: DiffLine['kind'], text: string): DiffLine {
  return { kind, text }
}
