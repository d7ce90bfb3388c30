import { homedir } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'
import { PathError } from './path-error'

/** Linux takes at most 4,095 bytes in one call, and 255 for a name. */
const MAX_PATH_BYTES = 4_095
const MAX_NAME_BYTES = 255

/**
 * The absolute path a client means. Nothing is decoded: `%2e%2e` is a name like any other. `..` is worked out on the text,
 * so it never reaches the system; `~` is the home directory; what is relative begins in `base`.
 * @throws PathError for what no file can be called
 */
export function absolutePath(requested: string, base: string, platform = process.platform): string {
  refuseImpossible(requested)
  if (platform === 'win32') refuseWindowsNames(requested)
  else if (/^[A-Za-z]:(?:[\\/]|$)/.test(requested))
    throw new PathError('name', `Access denied - Windows-style path received on a POSIX host: ${requested}`)
  const expanded = /^~(?:\/|$)/.test(requested) ? join(homedir(), requested.slice(1)) : requested
  const absolute = isAbsolute(expanded) ? resolve(expanded) : resolve(base, expanded)
  refuseTooLong(absolute)
  return absolute
}

function refuseImpossible(path: string): void {
  if (path.includes('\0')) throw new PathError('name', 'Access denied - the path contains a NUL character.')
  if (!path.isWellFormed())
    throw new PathError('name', 'Access denied - the path contains half of a Unicode character.')
}

function refuseTooLong(path: string): void {
  if (Buffer.byteLength(path) > MAX_PATH_BYTES)
    throw new PathError(
      'name',
      `ENAMETOOLONG: a path has at most ${MAX_PATH_BYTES.toLocaleString('en')} bytes.`,
    )
  for (const name of path.split(/[\\/]/))
    if (Buffer.byteLength(name) > MAX_NAME_BYTES)
      throw new PathError(
        'name',
        `ENAMETOOLONG: a name has at most ${MAX_NAME_BYTES} bytes: ${name.slice(0, 40)}...`,
      )
}

/** Names that mean a device, a second stream of a file, or another file than they say. */
function refuseWindowsNames(path: string): void {
  if (/^[\\/]{2}/.test(path))
    throw new PathError('name', `Access denied - network and device paths are not allowed: ${path}`)
  const names = path
    .replace(/^[A-Za-z]:/, '')
    .split(/[\\/]/)
    .filter((name) => name !== '.' && name !== '..')
  for (const name of names) {
    if (/^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[\d\u00b9\u00b2\u00b3])(?:\.|$)/i.test(name.trim()))
      throw new PathError('name', `Access denied - ${name} is the name of a device on Windows.`)
    if (/[<>:"|?*]/.test(name) || /\p{Cc}/u.test(name))
      throw new PathError('name', `Access denied - Windows has no file called ${name}.`)
    if (/[. ]$/.test(name))
      throw new PathError('name', `Access denied - on Windows a name cannot end with a dot or space: ${name}`)
  }
}
