import { z } from 'zod'

export const Commit = z.object({
  hash: z.string(),
  parents: z.array(z.string()),
  author: z.string(),
  email: z.string(),
  date: z.string().describe('When it was written, ISO 8601'),
  message: z.string(),
})
export type Commit = z.infer<typeof Commit>

/** One commit as seven items that each end with NUL; no item can hold one. */
export const COMMIT_FORMAT = '--format=tformat:%H%x00%P%x00%an%x00%ae%x00%aI%x00%B'
const ITEMS = 6

/** @param items of `git log -z` with `COMMIT_FORMAT`; what is left of a commit that was cut off is left out */
export function parseCommits(items: readonly string[]): Commit[] {
  const commits: Commit[] = []
  for (let at = 0; at + ITEMS <= items.length; at += ITEMS)
    commits.push(parseCommit(items.slice(at, at + ITEMS)))
  return commits
}

export function parseCommit([
  hash = '',
  parents = '',
  author = '',
  email = '',
  date = '',
  message = '',
]: readonly string[]): Commit {
  return {
    hash,
    parents: parents.split(' ').filter(Boolean),
    author,
    email,
    date,
    message: message.trimEnd(),
  }
}

/** As the official server writes it for a model. */
export function commitAsText({ hash, author, email, date, message }: Commit): string {
  return `Commit: ${hash}\nAuthor: ${author} <${email}>\nDate: ${date}\nMessage: ${message}\n`
}
