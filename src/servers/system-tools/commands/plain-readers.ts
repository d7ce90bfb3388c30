import { posix } from 'node:path'
import { wordSet } from '@shared/lib/word-set'

/**
 * They read and print. None has an option that starts a program, loads code or takes a text it would run; those of which
 * that is not so stay out, however harmless they look (`sort --compress-program`, `diff -l`, `file -z`, `find`, `git`).
 */
const plainReaders = wordSet(`
  arch basename cat cksum cmp comm cut df dirname du echo fold grep groups head id join ls md5sum
  nl nproc od paste printf pwd readlink realpath sha1sum sha256sum sha512sum stat tac tail tr uname
  uptime wc which who whoami
`)
/** Where the system's administrator alone writes: a `cat` elsewhere may be anything. */
const systemFolders: ReadonlySet<string> = new Set(['/bin', '/usr/bin'])

/**
 * True for the few programs that run nothing but themselves, whatever their arguments are. A list of what is known to be
 * harmless, since no list of what is known to run code was ever whole.
 * @param program absolute path, normalized
 */
export function isPlainReader(program: string): boolean {
  const { dir, base } = posix.parse(program)
  return systemFolders.has(dir) && plainReaders.has(base)
}
