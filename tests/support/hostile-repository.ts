import { chmodSync, existsSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { serveGit, type TestRepository, type ServedGit } from './served-git'

/** A program that proves that it ran by making a file. */
export interface Canary {
  program: string
  sang: () => boolean
  forget: () => void
}

function canaryIn({ outside }: ServedGit): Canary {
  const program = join(outside, 'canary.sh')
  const song = join(outside, 'song')
  writeFileSync(program, `#!/bin/sh\ntouch '${song}'\ncase "$1" in git-*) exit 1 ;; esac\ncat\n`)
  chmodSync(program, 0o755)
  return { program, sang: () => existsSync(song), forget: () => rmSync(song, { force: true }) }
}

/** A file that looks changed, so that git reads it again. */
export function touchLater(repo: TestRepository, path: string): void {
  const later = new Date(Date.now() + 5_000)
  utimesSync(join(repo.path, path), later, later)
}

export async function hostile(): Promise<
  ServedGit & { repo: TestRepository; repo_path: string; canary: Canary }
> {
  const git = await serveGit()
  const repo = git.repository()
  repo.commit({ 'a.txt': 'a\n', 'b.txt': 'b\n' })
  repo.git('branch', 'other')
  repo.commit({ 'b.txt': 'changed\n' })
  return { ...git, repo, repo_path: repo.path, canary: canaryIn(git) }
}

/** Every tool, in ways that make git read, compare, write and switch. @returns what failed */
export async function useEverything({ call }: ServedGit, repo_path: string): Promise<string[]> {
  const calls: [string, Record<string, unknown>][] = [
    ['git_status', {}],
    ['git_diff_unstaged', {}],
    ['git_diff', { target: 'HEAD~1' }],
    ['git_log', { max_count: 5 }],
    ['git_show', { revision: 'HEAD' }],
    ['git_show', { revision: 'HEAD:a.txt' }],
    ['git_branch', { branch_type: 'all' }],
    ['git_add', { files: ['a.txt'] }],
    ['git_add', { files: ['.'] }],
    ['git_diff_staged', {}],
    ['git_reset', {}],
    ['git_add', { files: ['.'] }],
    ['git_commit', { message: 'all' }],
    ['git_create_branch', { branch_name: 'made' }],
    ['git_checkout', { branch_name: 'other' }],
    ['git_checkout', { branch_name: 'made' }],
    ['git_status', {}],
  ]
  const failed: string[] = []
  for (const [name, args] of calls) {
    const answer = await call(name, { repo_path, ...args })
    if (answer.isError) failed.push(`${name}: ${answer.text}`)
  }
  return failed
}
