import { Minimatch } from 'minimatch'

/** Enough for every sensible pattern; more would only cost time. */
const MAX_ALTERNATIVES = 1_000

/** Whether a relative path fits a pattern; names that begin with a dot are names like others. */
export function glob(pattern: string): (path: string) => boolean {
  const matcher = new Minimatch(pattern, { dot: true, braceExpandMax: MAX_ALTERNATIVES })
  return (path) => matcher.match(path)
}

/** A tree's exclusions: a pattern with a star is one for whole paths, a plain name fits at every depth. */
export function treeExclusion(patterns: readonly string[]): (path: string) => boolean {
  const tests = patterns.flatMap((pattern) =>
    pattern.includes('*') ? [glob(pattern)] : [pattern, `**/${pattern}`, `**/${pattern}/**`].map(glob),
  )
  return (path) => tests.some((test) => test(path))
}
