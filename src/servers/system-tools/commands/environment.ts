import { ToolError } from '../../kit/define-tool'
import { wordSet } from '@shared/lib/word-set'

/** What a program needs to work for this person; nothing here changes which code it loads. */
const passedOn = wordSet(`
  PATH HOME USER LOGNAME LANG LANGUAGE TZ TMPDIR SystemRoot SystemDrive windir USERPROFILE APPDATA
  LOCALAPPDATA ProgramFiles ProgramData TEMP TMP USERNAME COMPUTERNAME NUMBER_OF_PROCESSORS
  PROCESSOR_ARCHITECTURE PATHEXT
`)
const locale = /^LC_[A-Z]{1,30}$/

/** Names a caller may set: they change how something is told, never what is run. */
const harmless = wordSet(`
  LANG LANGUAGE TZ COLUMNS LINES NO_COLOR FORCE_COLOR CLICOLOR CLICOLOR_FORCE CI LOG_LEVEL
  RUST_LOG RUST_BACKTRACE DEBUG VERBOSE SOURCE_DATE_EPOCH
`)
/** Never a path: LANG, LANGUAGE and TZ name files that libraries open. */
const harmlessValue = /^(?!\s*[:/])(?!.*\.\.)[\w.,:@+=*/ -]{0,200}$/

/**
 * Git reads settings of whatever repository it stands in, and one of them runs a program at a mere `git status`. Clients can
 * bring such a repository: no file tool writes a `.git`, but an archive that is unpacked does, and a bare repository needs
 * none. Filters and hooks of a repository stay in force.
 */
const gitGuards = {
  GIT_CONFIG_COUNT: '2',
  GIT_CONFIG_KEY_0: 'safe.bareRepository',
  GIT_CONFIG_VALUE_0: 'explicit',
  GIT_CONFIG_KEY_1: 'core.fsmonitor',
  GIT_CONFIG_VALUE_1: 'false',
}

/** The clean environment of a program, of the service's own. A terminal is not there. */
export function cleanEnvironment(
  source: Readonly<Record<string, string | undefined>>,
  added: Readonly<Record<string, string>>,
): Record<string, string> {
  const kept = Object.entries(source).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && (passedOn.has(entry[0]) || locale.test(entry[0])),
  )
  return { ...Object.fromEntries(kept), TERM: 'dumb', ...gitGuards, ...added }
}

/** @throws ToolError naming the first variable that may not be set */
export function checkAddedEnvironment(added: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(added)) {
    if (!harmless.has(name) && !locale.test(name))
      throw new ToolError(
        `The variable ${JSON.stringify(name)} may not be set: it could change what is run. ` +
          `Possible are ${[...harmless].join(', ')} and LC_*.`,
      )
    if (!harmlessValue.test(value))
      throw new ToolError(
        `The value of ${name} may hold letters, digits and . , : @ + = * / - _ only, and be no path.`,
      )
  }
}
