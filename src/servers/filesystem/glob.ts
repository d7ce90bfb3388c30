import { Minimatch } from 'minimatch'
import { limitedList } from './limited-list'

/** Enough for every sensible call; more would only cost time, since each is tried with each path. */
const MAX_PATTERNS = 100
const MAX_ALTERNATIVES = 1_000

/** As the tools take it. */
export const excludePatterns = limitedList(
  MAX_PATTERNS,
  'Join them with braces, or search in a subdirectory.',
)
  .optional()
  .default([])

/**
 * Whether a relative path fits a pattern; names that begin with a dot are names like others.
 * @param ofHowMany patterns this is one; together they have at most five times the alternatives of one
 */
export function glob(pattern: string, ofHowMany = 1): (path: string) => boolean {
  const braceExpandMax = Math.min(MAX_ALTERNATIVES, Math.floor((MAX_ALTERNATIVES * 5) / ofHowMany))
  const matcher = new Minimatch(pattern, { dot: true, braceExpandMax })
  return (path) => matcher.match(path)
}

/** Whether a path fits one of the patterns. */
export function anyGlob(patterns: readonly string[]): (path: string) => boolean {
  const tests = patterns.map((pattern) => glob(pattern, patterns.length))
  return (path) => tests.some((test) => test(path))
}

/** A tree's exclusions: a pattern with a star is one for whole paths, a plain name fits at every depth. */
export function treeExclusion(patterns: readonly string[]): (path: string) => boolean {
  return anyGlob(
    patterns.flatMap((pattern) =>
      pattern.includes('*') ? [pattern] : [pattern, `**/${pattern}`, `**/${pattern}/**`],
    ),
  )
}
