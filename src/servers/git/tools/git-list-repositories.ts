import { join } from 'node:path'
import { z } from 'zod'
import { defineTool, type Tool } from '../../kit/define-tool'
import type { Folders } from '../../kit/folders/folders'
import { reads, type GitDeps } from './tool-deps'

const MAX_DEPTH = 4
const MAX_REPOSITORIES = 500
const MAX_DIRECTORIES = 5_000
const ENTRIES = 2_000
const NO_PLACE_FOR_REPOSITORIES = new Set(['node_modules', 'vendor', 'target', 'dist', 'build'])

export const gitListRepositories = ({ repositories: { folders } }: GitDeps): Tool =>
  defineTool({
    name: 'git_list_repositories',
    title: 'Git List Repositories',
    description:
      'List the folders that are allowed and the git repositories in them, to find the repo_path for the other tools.',
    input: {
      depth: z
        .number()
        .int()
        .min(0)
        .max(MAX_DEPTH)
        .default(MAX_DEPTH)
        .describe('How many folders deep to look; 0: only whether the allowed folders are repositories'),
    },
    output: {
      folders: z.array(z.string()),
      repositories: z.array(z.string()),
      truncated: z.boolean().describe('There may be more'),
    },
    hints: reads,
    freshness: 'live',
    async run({ depth }) {
      const allowed = folders.names()
      const roots = folders.list().flatMap(({ realPath }) => realPath ?? [])
      return { structured: { folders: allowed, ...(await findRepositories(folders, roots, depth)) } }
    },
  })

/** Breadth first, so that what is near is found even when there is too much. */
async function findRepositories(
  folders: Folders,
  roots: readonly string[],
  maxDepth: number,
): Promise<{ repositories: string[]; truncated: boolean }> {
  const repositories = new Set<string>()
  let level = [...new Set(roots)]
  let looked = 0
  for (let depth = 0; depth <= maxDepth; depth++) {
    const next: string[] = []
    for (const directory of level) {
      if (++looked > MAX_DIRECTORIES || repositories.size >= MAX_REPOSITORIES)
        return { repositories: [...repositories], truncated: true }
      const { entries } = await folders.readDirectory(directory, ENTRIES).catch(() => ({ entries: [] }))
      if (entries.some(({ name }) => name === '.git')) repositories.add(directory)
      for (const { name, type } of entries)
        if (type === 'directory' && !name.startsWith('.') && !NO_PLACE_FOR_REPOSITORIES.has(name))
          next.push(join(directory, name))
    }
    level = next
  }
  return { repositories: [...repositories], truncated: false }
}
