import { existsSync, renameSync } from 'node:fs'

/**
 * Sets a broken database and its side files aside, so that nothing is lost and a fresh one can be made.
 * @param at UTC epoch ms; becomes part of the new name
 * @returns the path the database now has
 */
export function quarantine(path: string, at: number): string {
  const stamp = new Date(at)
    .toISOString()
    .replaceAll(/[-:]/g, '')
    .replace(/\.\d+Z$/, 'Z')
  const kept = freeName(`${path}.corrupt-${stamp}`)
  for (const suffix of ['', '-wal', '-shm'])
    if (existsSync(path + suffix)) renameSync(path + suffix, kept + suffix)
  return kept
}

function freeName(wanted: string): string {
  for (let n = 1; ; n++) {
    const name = n === 1 ? wanted : `${wanted}-${n}`
    if (!existsSync(name)) return name
  }
}
