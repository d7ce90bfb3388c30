import { ToolError } from '../define-tool'

/**
 * Why a path cannot be used: it leads out of the allowed folders, nothing is there, it is not the kind of thing that was
 * asked for, no system could have such a name, or the system refused.
 */
export type PathReason = 'outside' | 'missing' | 'kind' | 'name' | 'system'

/** A path that cannot be used, in words for the model. */
export class PathError extends ToolError {
  readonly reason: PathReason

  constructor(reason: PathReason, message: string) {
    super(message)
    this.reason = reason
  }
}

const explanations: Record<string, string> = {
  EACCES: 'the system does not permit it',
  EPERM: 'the system does not permit it',
  EROFS: 'it is on a read-only file system',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  ENOTEMPTY: 'the directory is not empty',
  EEXIST: 'something of that name exists already',
  ENOTDIR: 'a part of it is no directory',
  EISDIR: 'it is a directory',
  EINVAL: 'a directory cannot be moved into itself',
  ENAMETOOLONG: 'the path is too long for this system',
  ELOOP: 'its symbolic links lead in a circle',
  EXDEV: 'the two places are on different file systems',
  EMFILE: 'too many files are open; try again later',
  EBUSY: 'another program holds it',
}

/** A system call that failed, as the model reads it; what is no system error passes as it is. */
export function explainSystemError(error: unknown, path: string): unknown {
  const code = systemCode(error)
  if (error instanceof PathError || code === undefined) return error
  if (code === 'ENOENT') return missing(path)
  return new PathError('system', `${code}: ${explanations[code] ?? 'the system refused'}: ${path}`)
}

export function missing(path: string): PathError {
  return new PathError('missing', `ENOENT: no such file or directory: ${path}`)
}

/** Whether nothing is there, which may be what the caller wants. */
export function isMissing(error: unknown): boolean {
  return error instanceof PathError && error.reason === 'missing'
}

/** `ENOENT` and the like. */
export function systemCode(error: unknown): string | undefined {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined
  return code !== undefined && /^E[A-Z0-9]+$/.test(code) ? code : undefined
}
