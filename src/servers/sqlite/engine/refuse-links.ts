import { lstatSync } from 'node:fs'
import type { DatabaseFile } from '../query-messages'
import { isWithin, realPathOf } from '../real-path'
import { StatementError } from './statement-error'

/** What SQLite opens beside a database, and would write to through a link. */
const BESIDE = ['-wal', '-shm', '-journal']

/**
 * A link in a file's path may be exchanged while the service runs, by whoever may write its folder: the file must be
 * where it was when the service started, still outside of OmniMind's own data, and nothing beside it a link.
 * @throws StatementError that says what a person must do
 */
export function refuseLinks({ path, realPath, closed }: DatabaseFile): void {
  const now = realPathOf(path)
  if (now !== realPath)
    throw new StatementError(
      `${path} leads to another file than when SQLite was started. A person must look at it, then restart SQLite.`,
    )
  if (closed.some((folder) => isWithin(now, folder)))
    throw new StatementError(`${path} belongs to OmniMind itself.`)
  const link = BESIDE.map((ending) => now + ending).find(isLink)
  if (link)
    throw new StatementError(`${link} is a link, which SQLite would write through. A person must remove it.`)
}

const isLink = (path: string): boolean =>
  lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true
