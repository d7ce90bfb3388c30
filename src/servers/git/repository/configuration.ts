import { ToolError } from '../../kit/define-tool'

/** The command whose answer `readKeys` takes; it follows includes, and says of each value which configuration it is from. */
export const LIST_VALUES = ['config', '--list', '--show-scope', '-z']

/** A configuration is read whole, however short answers are. */
export const MAX_CONFIGURATION_BYTES = 4 * 1024 * 1024

/**
 * @param answer of `LIST_VALUES`: scope, NUL, key, line feed, value, NUL, and so on; a key of a file holds no line feed
 * @param commonDir whose `config` is meant
 * @returns all keys of the system's, the person's and the repository's configuration
 * @throws ToolError when the repository's own lets git read a file by its path: that may lie anywhere on the computer
 */
export function readKeys(answer: string, commonDir: string): string[] {
  const items = answer.split('\0').slice(0, -1)
  const keys: string[] = []
  for (let at = 0; at + 2 <= items.length; at += 2) {
    const [scope = '', entry = ''] = items.slice(at, at + 2)
    const [key = '', ...value] = entry.split('\n')
    if (scope === 'local' || scope === 'worktree') refuseNamedFile(key, value.join('\n'), commonDir)
    keys.push(key)
  }
  return keys
}

/** What is named here git opens wherever it lies, so that its text can come out: in errors, or as what is left out of a list. */
function refuseNamedFile(key: string, value: string, commonDir: string): void {
  const config = `${commonDir}/config (or config.worktree)`
  // What is included may also depend on the branch, so it can change after it was looked at.
  if (/^include(?:if\..*)?\.path$/is.test(key))
    throw refused(
      `includes another file ("${key}")`,
      `remove the [include] and [includeIf] sections from ${config}, and to write what they need into it directly, or ` +
        'into their own ~/.gitconfig',
    )
  const rules = ruleFiles[key.toLowerCase()]
  if (rules !== undefined)
    throw refused(
      `names a file of rules ("${key}")`,
      `remove that line from ${config}, and to write the rules into ${commonDir}/info/${rules}`,
    )
  // Newer gits take a place behind the format, as in files:///elsewhere.
  if (key.toLowerCase() === 'extensions.refstorage' && value.includes(':'))
    throw refused(
      `keeps its branches in another place ("${key}")`,
      `keep them in ${commonDir}, and to remove that line from ${config}`,
    )
}

const ruleFiles: Readonly<Record<string, string>> = {
  'core.attributesfile': 'attributes',
  'core.excludesfile': 'exclude',
}

const refused = (what: string, mend: string): ToolError =>
  new ToolError(`The repository is not used: its own configuration ${what}. Ask the person to ${mend}.`)
