import { ToolError } from '../../kit/define-tool'

/** The command whose answer `readKeys` takes; it follows includes, and says of each key which configuration it is from. */
export const LIST_KEYS = ['config', '--list', '--show-scope', '--name-only', '-z']

/**
 * @param answer of `LIST_KEYS`: scope, NUL, key, NUL, and so on
 * @param commonDir whose `config` is meant
 * @returns all keys of the system's, the person's and the repository's configuration
 * @throws ToolError when the repository's own includes files: what they say may depend on the branch, so it can change after it
 *   was looked at, and lie anywhere on the computer
 */
export function readKeys(answer: string, commonDir: string): string[] {
  const items = answer.split('\0').slice(0, -1)
  const keys: string[] = []
  for (let at = 0; at + 2 <= items.length; at += 2) {
    const [scope = '', key = ''] = items.slice(at, at + 2)
    if ((scope === 'local' || scope === 'worktree') && /^include(?:if\..*)?\.path$/is.test(key))
      throw new ToolError(
        `The repository is not used: its own configuration includes another file ("${key}"). Ask the person to remove the ` +
          `[include] and [includeIf] sections from ${commonDir}/config (or config.worktree), and to write what they need into ` +
          'it directly, or into their own ~/.gitconfig.',
      )
    keys.push(key)
  }
  return keys
}
