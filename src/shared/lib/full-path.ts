/**
 * Whether a path means the same place wherever a program stands: absolute as any of our systems writes it, or from the
 * person's home (`~`).
 */
export function isFullPath(path: string): boolean {
  return /^(?:~(?:[\\/]|$)|\/|[A-Za-z]:[\\/]|\\\\)/.test(path)
}
