import { join } from 'node:path'
import { z } from 'zod'
import { defineTool, type Tool } from '../../kit/define-tool'
import type { Folders } from '../../kit/folders/folders'
import { anyGlob, excludePatterns, glob } from '../glob'
import { textResult } from '../result'
import { entriesOf, isUsable, MAX_DEPTH, WalkBudget } from '../walk'
import { reads, textOutput, type FilesystemDeps } from './tool-deps'

const MAX_ENTRIES = 500_000
const MAX_MATCHES = 20_000
const INCOMPLETE =
  '(The search stopped here: too many files, or it took too long. Search in a subdirectory or exclude some.)'

interface Search {
  folders: Folders
  fits: (path: string) => boolean
  isExcluded: (path: string) => boolean
  budget: WalkBudget
  /** Full paths. */
  found: string[]
  isIncomplete: boolean
}

export const searchFiles = ({ folders }: FilesystemDeps): Tool =>
  defineTool({
    name: 'search_files',
    title: 'Search Files',
    description:
      'Recursively search for files and directories matching a pattern. ' +
      'The patterns should be glob-style patterns that match paths relative to the working directory. ' +
      "Use pattern like '*.ext' to match files in current directory, and '**/*.ext' to match files in all subdirectories. " +
      "Returns full paths to all matching items. Great for finding files when you don't know their exact location. " +
      'Only searches within allowed directories.',
    input: {
      path: z.string(),
      pattern: z.string(),
      excludePatterns,
    },
    output: textOutput,
    hints: reads,
    freshness: 'live',
    async run({ path, pattern, excludePatterns: patterns }, { signal }) {
      const start = await folders.useDirectory(path, ({ realPath }) => realPath)
      const search: Search = {
        folders,
        fits: glob(pattern),
        isExcluded: anyGlob(patterns),
        budget: new WalkBudget(MAX_ENTRIES, signal),
        found: [],
        isIncomplete: false,
      }
      await searchDirectory(search, start, '', 1)
      const lines = search.isIncomplete ? [...search.found, INCOMPLETE] : search.found
      return textResult(lines.join('\n') || 'No matches found', 'Use a narrower pattern.')
    },
  })

/** @param prefix the directory's path from the start of the search, `''` for the start itself */
async function searchDirectory(
  search: Search,
  directory: string,
  prefix: string,
  depth: number,
): Promise<void> {
  const { folders, budget, found } = search
  for (const entry of (await entriesOf(folders, directory, budget)) ?? []) {
    search.isIncomplete ||= budget.isSpent || found.length >= MAX_MATCHES
    if (search.isIncomplete) return
    await budget.letOthers()
    const path = join(prefix, entry.name)
    if (search.isExcluded(path)) continue
    if (search.fits(path) && (await isUsable(folders, directory, entry)))
      found.push(join(directory, entry.name))
    if (entry.type !== 'directory') continue
    if (depth < MAX_DEPTH) await searchDirectory(search, join(directory, entry.name), path, depth + 1)
    else search.isIncomplete = true
  }
}
