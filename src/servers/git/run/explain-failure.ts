import { statSync } from 'node:fs'
import { ToolError } from '../../kit/define-tool'

/**
 * What git said on its standard error, as a text that says what to do next.
 * @param now UTC epoch ms
 */
export function explainFailure(command: string, stderr: string, now: number): ToolError {
  const said = withoutQuotedFiles(stderr.trim())
    .split('\n')
    .filter((line) => !line.startsWith('hint:'))
    .map((line) => withoutQuotedEnd(line.replace(/^(?:fatal|error|warning): /, '')))
    .join('\n')
  const lock = /Unable to create '(.+\.lock)': File exists/.exec(said)?.[1]
  if (lock !== undefined) return new ToolError(lockText(lock, now))
  if (
    /tell me who you are|auto-detection is disabled|empty ident name|no (?:email|name) was given/i.test(said)
  )
    return new ToolError(
      'git does not know whose commit this is. Ask the person to set a name and email: in the settings of this service, ' +
        'or with "git config --global user.name" and "git config --global user.email".',
    )
  if (/transport '.*' not allowed|lazy fetching disabled|could not fetch .* from promisor remote/.test(said))
    return new ToolError(
      'This repository is a partial clone, and objects are missing here. They are not fetched: ask the person to run ' +
        `"git fetch" in a terminal. (${said})`,
    )
  return new ToolError(`git ${command} failed: ${said || 'it gave no reason.'}`)
}

/**
 * Git quotes lines and values that it does not understand, and not all files it opens are looked at before: the person's own
 * configuration and the rules it names, the refs of a submodule, whose `.git` may lead anywhere. A name or value may hold line
 * feeds, so all that follows is left out.
 */
function withoutQuotedFiles(text: string): string {
  return text
    .replace(/^.* is not a valid attribute name.*$/gm, 'A file of attributes has a line that is none.')
    .replace(/\bconfig value '[^]*' for '/, "config value for '")
    .replace(/^((?:\w+: )?(?:unexpected|unterminated) line in [^]*?): [^]*/im, '$1.')
}

/** What follows a colon may be quoted, too; the names of the repository's own, in quotes, hold colons of theirs. */
function withoutQuotedEnd(line: string): string {
  if (/^invalid (?:path|branch name|object name) '.*'$/.test(line)) return line
  return line.replace(/^((?:unexpected|unterminated|invalid|bad|garbage|malformed)\b.*?): .*$/i, '$1.')
}

function lockText(lock: string, now: number): string {
  const changed = statSync(lock, { throwIfNoEntry: false })?.mtimeMs
  const age =
    changed === undefined ? '' : ` The lock is ${Math.max(0, Math.round((now - changed) / 1_000))} s old.`
  return (
    `Another git process works in this repository, or one was killed there and left its lock ${lock}.${age} ` +
    'Try again in a few seconds. If it stays, and no git is running, ask the person to delete that file; nothing is lost with it.'
  )
}
