import { ToolError } from '../../kit/define-tool'
import { namesRuleFile } from './rule-files'

/** The command whose answer `readConfiguration` takes; it follows includes, and says of each value which configuration it is from. */
export const LIST_VALUES = ['config', '--list', '--show-scope', '-z']

/** A configuration is read whole, however short answers are. */
export const MAX_CONFIGURATION_BYTES = 4 * 1024 * 1024

export interface Configuration {
  /** All keys of the system's, the person's and the repository's configuration. */
  keys: string[]
  /** Files of rules that the repository's own names: paths by keys. */
  ruleFiles: ReadonlyMap<string, string>
}

/**
 * @param answer of `LIST_VALUES`: scope, NUL, key, line feed, value, NUL, and so on; a key of a file holds no line feed
 * @param commonDir whose `config` is meant
 * @throws ToolError when the repository's own includes files or keeps its refs elsewhere: that may be anywhere on the computer
 */
export function readConfiguration(answer: string, commonDir: string): Configuration {
  const items = answer.split('\0').slice(0, -1)
  const keys: string[] = []
  const ruleFiles = new Map<string, string>()
  for (let at = 0; at + 2 <= items.length; at += 2) {
    const [scope = '', entry = ''] = items.slice(at, at + 2)
    const [key = '', ...lines] = entry.split('\n')
    keys.push(key)
    if (scope !== 'local' && scope !== 'worktree') continue
    const value = lines.join('\n')
    refuseNamedPlace(key, value, commonDir)
    // Of several the last one counts.
    if (namesRuleFile(key)) ruleFiles.set(key, value)
  }
  return { keys, ruleFiles }
}

/** What is named here git opens wherever it lies, so that its text can come out, e.g. in errors. */
function refuseNamedPlace(key: string, value: string, commonDir: string): void {
  const config = `${commonDir}/config (or config.worktree)`
  // What is included may also depend on the branch, so it can change after it was looked at.
  if (/^include(?:if\..*)?\.path$/is.test(key))
    throw refused(
      `includes another file ("${key}")`,
      `remove the [include] and [includeIf] sections from ${config}, and to write what they need into it directly, or ` +
        'into their own ~/.gitconfig',
    )
  // Newer gits take a place behind the format, as in files:///elsewhere.
  if (key.toLowerCase() === 'extensions.refstorage' && value.includes(':'))
    throw refused(
      `keeps its branches in another place ("${key}")`,
      `keep them in ${commonDir}, and to remove that line from ${config}`,
    )
}

const refused = (what: string, mend: string): ToolError =>
  new ToolError(`The repository is not used: its own configuration ${what}. Ask the person to ${mend}.`)
