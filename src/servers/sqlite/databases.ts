import { realpathSync } from 'node:fs'
import { basename, dirname, extname, isAbsolute, join, normalize, relative, sep } from 'node:path'
import type { ServiceSettings } from '@shared/domain/manifest'
import { OmniMindError } from '@shared/errors'
import { ToolError } from '../kit/define-tool'
import { ownData } from '../kit/folders/own-data'
import type { DatabaseFile } from './query-messages'

/** A database clients may use, by the name they call it. */
export interface NamedDatabase extends DatabaseFile {
  name: string
}

/** The database every call uses that names none. */
export const OWN_DATABASE = 'main'

/**
 * The service's own database and those of the settings, whose lines are a path or `name=path`; without a name it is the
 * file's, without its ending.
 * @throws OmniMindError CONFIG_INVALID for a path that is not absolute or is OmniMind's own, or a name that stands twice
 */
export function configuredDatabases(dataDir: string, settings: ServiceSettings): readonly NamedDatabase[] {
  const maxMb = Number(settings['maxDatabaseMb'])
  const own: NamedDatabase = { name: OWN_DATABASE, path: join(dataDir, 'main.db'), access: 'own', maxMb }
  const lines = (key: string): string[] => settings[key] as string[]
  const databases = [
    own,
    ...lines('databases').map((line): NamedDatabase => ({ ...parseLine(line), access: 'write', maxMb })),
    ...lines('readOnlyDatabases').map((line): NamedDatabase => ({
      ...parseLine(line),
      access: 'read',
      maxMb,
    })),
  ]
  const ours = databases.slice(1).find(({ path }) => ownData(dataDir).some((own) => isWithin(path, own)))
  if (ours) throw invalid(`${ours.path} belongs to OmniMind itself.`)
  const twice = databases.find(({ name }, at) => databases.findIndex((other) => other.name === name) !== at)
  if (twice) throw invalid(`Two databases are called "${twice.name}".`)
  return databases
}

/** @throws ToolError that names those there are */
export function findDatabase(databases: readonly NamedDatabase[], name: string): NamedDatabase {
  const found = databases.find((database) => database.name === name)
  if (found) return found
  const names = databases.map((database) => `"${database.name}"`).join(', ')
  throw new ToolError(
    `There is no database "${name}". There are: ${names}. A person can add files in the settings.`,
  )
}

function parseLine(line: string): { name: string; path: string } {
  const [, name, rest] = /^\s*([\w-]{1,64})\s*=\s*(.+)$/s.exec(line) ?? [undefined, undefined, line]
  const path = (rest ?? '').trim()
  if (!isAbsolute(path) || path.includes('\0')) throw invalid(`"${line}" is no absolute path of a file.`)
  return { name: name ?? basename(path, extname(path)), path: normalize(path) }
}

/** By where the file's folder really is; a folder that is not there is judged by its name. */
function isWithin(path: string, folder: string): boolean {
  const rest = relative(realFolder(folder), join(realFolder(dirname(path)), basename(path)))
  return rest !== '..' && !rest.startsWith(`..${sep}`) && !isAbsolute(rest)
}

function realFolder(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}

function invalid(message: string): OmniMindError {
  return new OmniMindError('CONFIG_INVALID', message, {
    nextStep:
      'Open the settings of SQLite and write each database as /path/to/file.db or name=/path/to/file.db.',
  })
}
