import { realpath, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { isAbsolute, relative, sep } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { SettingWarning } from '@shared/contract/services'
import type { ServiceSettings, SettingField } from '@shared/domain/manifest'

/** The folder of a server that is away may not answer for minutes; the page does not wait for it. */
const PATIENCE_MS = 1_000
const LATE = 'This folder does not answer: is the drive or server it is on there?'

/**
 * What a person should know of the folders they chose, although the service works without them.
 * @param home OmniMind's own directory, which services keep closed
 */
export async function folderWarnings(
  fields: readonly SettingField[],
  values: ServiceSettings,
  home: string,
): Promise<SettingWarning[]> {
  const chosen = fields.flatMap(({ key, value: kind }) => {
    const entries = values[key]
    const areFolders = kind.type === 'list' && kind.of === 'folder' && Array.isArray(entries)
    return areFolders ? entries.map((entry) => ({ key, entry })) : []
  })
  const found = chosen.map(async ({ key, entry }) => {
    const answer = askOnce(
      entry.replace(/^~(?=[\\/]|$)/, () => homedir()),
      home,
    )
    const message = await Promise.race([answer, wait(PATIENCE_MS, LATE, { ref: false })])
    return message === null ? [] : [{ key, entry, message }]
  })
  return (await Promise.all(found)).flat()
}

const asked = new Map<string, Promise<string | null>>()

/** A drive that never answers holds one thread of the few there are, however often its page is opened. */
function askOnce(path: string, home: string): Promise<string | null> {
  const open = asked.get(path)
  if (open) return open
  const answer = warningOf(path, home).finally(() => asked.delete(path))
  asked.set(path, answer)
  return answer
}

async function warningOf(path: string, home: string): Promise<string | null> {
  if (!isAbsolute(path)) return 'This is not a full path: it leads nowhere.'
  try {
    if (!(await stat(path)).isDirectory()) return 'This is a file, not a folder.'
    const own = await realpath(home).catch(() => home)
    const inside = relative(own, await realpath(path))
    if (inside === '') return "This is OmniMind's own data: clients are given nothing of it."
    if (inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside)) return null
    return "This is part of OmniMind's own data: clients can read and change what services keep there."
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return 'There is no such folder.'
    return `This folder cannot be used${code === undefined ? '' : ` (${code})`}.`
  }
}
