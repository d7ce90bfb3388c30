import { join } from 'node:path'
import { z } from 'zod'
import { defineTool, ToolError, type Tool } from '../../kit/define-tool'
import type { Folders } from '../../kit/folders/folders'
import { excludePatterns, treeExclusion } from '../glob'
import { textResult } from '../result'
import { entriesOf, MAX_DEPTH, WalkBudget } from '../walk'
import { reads, textOutput, type FilesystemDeps } from './tool-deps'

const MAX_ENTRIES = 50_000
const ADVICE =
  'Ask for a subdirectory, leave parts out with excludePatterns (for example node_modules), or use search_files.'

interface TreeEntry {
  name: string
  type: 'file' | 'directory'
  children?: TreeEntry[]
}

interface Walk {
  folders: Folders
  isExcluded: (path: string) => boolean
  budget: WalkBudget
}

export const directoryTree = ({ folders }: FilesystemDeps): Tool =>
  defineTool({
    name: 'directory_tree',
    title: 'Directory Tree',
    description:
      'Get a recursive tree view of files and directories as a JSON structure. ' +
      "Each entry includes 'name', 'type' (file/directory), and 'children' for directories. " +
      'Files have no children array, while directories always have a children array (which may be empty). ' +
      'The output is formatted with 2-space indentation for readability. Only works within allowed directories.',
    input: { path: z.string(), excludePatterns },
    output: textOutput,
    hints: reads,
    freshness: 'live',
    async run({ path, excludePatterns: patterns }, { signal }) {
      const start = await folders.useDirectory(path, ({ realPath }) => realPath)
      const budget = new WalkBudget(MAX_ENTRIES, signal)
      const walk = { folders, isExcluded: treeExclusion(patterns), budget }
      const tree = await childrenOf(walk, start, '', 1)
      return textResult(JSON.stringify(tree, null, 2), ADVICE)
    },
  })

/** @param prefix the directory's path from the start of the tree, `''` for the start itself */
async function childrenOf(
  walk: Walk,
  directory: string,
  prefix: string,
  depth: number,
): Promise<TreeEntry[]> {
  const children: TreeEntry[] = []
  for (const { name, type } of (await entriesOf(walk.folders, directory, walk.budget)) ?? []) {
    if (walk.budget.isSpent)
      throw new ToolError(`The tree has more than ${MAX_ENTRIES} entries, or took too long. ${ADVICE}`)
    await walk.budget.letOthers()
    const path = join(prefix, name)
    if (walk.isExcluded(path)) continue
    if (type !== 'directory') children.push({ name, type: 'file' })
    else if (depth >= MAX_DEPTH)
      throw new ToolError(`The tree is over ${MAX_DEPTH} levels deep at ${path}. ${ADVICE}`)
    else
      children.push({ name, type, children: await childrenOf(walk, join(directory, name), path, depth + 1) })
  }
  return children
}
