import { basename, extname, isAbsolute, join, normalize } from 'node:path'
import type { ServiceSettings } from '@shared/domain/manifest'
import { OmniMindError } from '@shared/errors'
import { ToolError } from '../kit/define-tool'
import { ownData } from '../kit/folders/own-data'
import type { DatabaseFile } from './query-messages'
import { isWithin, realPathOf } from './real-path'

/** A database clients may use, by the name they call it. */
export interface NamedDatabase extends DatabaseFile {
  name: string
}

/** The database every call uses that names none. */
export const OWN_DATABASE = 'main'

/**
 * The service's own database and those of the settings, whose lines are a path or `name=path`; without a name it is the
 * file's, without its ending.
 * @throws OmniMindError CONFIG_INVALID for a path that is not absolute or leads to OmniMind's own data, or a name that stands twice
 */
export function configuredDatabases(dataDir: string, settings: ServiceSettings): readonly NamedDatabase[] {
  const maxMb = Number(settings['maxDatabaseMb'])
  const closed = ownData(dataDir)
  const configured = (key: string, access: 'write' | 'read'): NamedDatabase[] =>
    (settings[key] as string[]).map(parseLine).map(({ name, path }) => {
      return { name, path, realPath: realPathOf(path), closed, access, maxMb }
    })
  const ownPath = join(dataDir, 'main.db')
  const own = { name: OWN_DATABASE, path: ownPath, realPath: realPathOf(ownPath), closed: [], maxMb }
  const databases = [
    { ...own, access: 'own' as const },
    ...configured('databases', 'write'),
    ...configured('readOnlyDatabases', 'read'),
  ]
  const ours = databases.find(({ realPath, closed }) => closed.some((folder) => isWithin(realPath, folder)))
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

function invalid(message: string): OmniMindError {
  return new OmniMindError('CONFIG_INVALID', message, {
    nextStep:
      'Open the settings of SQLite and write each database as /path/to/file.db or name=/path/to/file.db.',
  })
}
