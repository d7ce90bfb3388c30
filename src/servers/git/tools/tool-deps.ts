import { z } from 'zod'
import { reads, type ToolHints } from '../../kit/define-tool'
import type { Repositories } from '../repository/repositories'
import type { GitOutput } from '../run/run-git'

/** What the tools work with. */
export interface GitDeps {
  repositories: Repositories
}

export { reads }
export const adds: ToolHints = { ...reads, readOnlyHint: false, idempotentHint: false }

export const repo_path = z
  .string()
  .min(1)
  .max(4_096)
  .describe(
    'Absolute path of the repository, or of a folder in it; git_list_repositories shows those there are',
  )

export const context_lines = z
  .number()
  .int()
  .min(0)
  .max(1_000)
  .default(3)
  .describe('Unchanged lines to show around each change')

export const paths = z
  .array(z.string().min(1).max(4_096))
  .max(500)
  .default([])
  .describe('Only these files and directories, relative to the top of the repository; empty: all')

/**
 * Options of every command that shows differences: no program of the repository makes them, and of a submodule only the commit
 * is told that this repository itself has written down.
 */
export const DIFF_OPTIONS = ['--no-ext-diff', '--no-textconv', '--no-color', '--ignore-submodules=dirty']

/** For the working tree: to compare a submodule there, git would look into it, and its `.git` may lead anywhere. */
export const WORKTREE_DIFF_OPTIONS = [...DIFF_OPTIONS, '--ignore-submodules=all']

/** What a command that shows differences said. */
export const Difference = { diff: z.string(), truncated: z.boolean() }

export function difference({ stdout, truncated }: GitOutput): { diff: string; truncated: boolean } {
  return { diff: stdout.toString(), truncated }
}

/** @param advice how to get less with the arguments of this tool */
export function withCutOff(text: string, truncated: boolean, advice: string): string {
  return truncated ? `${text}\n(cut off: it is longer than an answer may be; ${advice})` : text
}

export const FEWER_FILES = 'ask for fewer files with "paths"'
