import { createTwoFilesPatch } from 'diff'

/** Comparing two very different large texts takes the square of their lines. */
const MAX_MS = 1_000

/** A unified diff in a Markdown fence that no line of it can end. */
export function showDifference(path: string, before: string, after: string): string {
  const patch = createTwoFilesPatch(path, path, before, after, 'original', 'modified', { timeout: MAX_MS })
  const shown = patch ?? `(The texts differ in too many places to show; ${after.length} characters now.)\n`
  let longest = 2
  for (const [ticks] of shown.matchAll(/`{3,}/g)) longest = Math.max(longest, ticks.length)
  const fence = '`'.repeat(longest + 1)
  return `${fence}diff\n${shown}${fence}\n\n`
}
