import { lstatSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Answer, Call } from './compare'

/**
 * What must be equal. The root's own name and times differ by nature. Errors of paths are compared by what they mean, since the
 * official ones are Node's own texts and ours say what to do (README).
 */
export function comparable(answer: Answer, { tool }: Call, root: string): unknown {
  const text = JSON.stringify(answer).replaceAll(root, 'ROOT').replaceAll(dirname(root), 'BASE')
  const plain = JSON.parse(text) as Answer
  if (!('result' in plain)) return plain
  const result = plain.result as { isError?: boolean; content: { type: string; text?: string }[] }
  // Of two paths that are both wrong the servers do not look at the same one first.
  if (result.isError && tool === 'move_file') return { isError: true }
  if (result.isError) return { isError: true, why: meaning(result.content[0]?.text ?? '') }
  return JSON.parse(
    withoutTimes(JSON.stringify(result)).replaceAll(
      /: Error - [^\\"]*/g,
      (error) => `: Error - ${meaning(error)}`,
    ),
  )
}

const meanings: [RegExp, string][] = [
  [/Access denied/, 'outside'],
  [/Destination already exists|EISDIR|EEXIST|ENOTDIR/, 'in the way, or the wrong kind'],
  [/ENOENT|Parent directory does not exist/, 'missing'],
  [/EINVAL/, 'into itself'],
]

function meaning(text: string): string {
  return meanings.find(([pattern]) => pattern.test(text))?.[1] ?? text
}

/** Both servers made their files at other times. */
function withoutTimes(text: string): string {
  return text.replaceAll(/(created|modified|accessed): [^\\]*\\n/g, '$1: TIME\\n')
}

/** Every entry below a directory with its kind, permissions and content. */
export function treeOf(root: string, prefix = ''): string[] {
  return readdirSync(join(root, prefix), { withFileTypes: true }).flatMap((entry) => {
    const name = join(prefix, entry.name)
    if (entry.isSymbolicLink()) return [`link ${name}`]
    if (entry.isDirectory()) return [`directory ${name}`, ...treeOf(root, name)]
    const mode = (lstatSync(join(root, name)).mode & 0o777).toString(8)
    return [`file ${name} ${mode} ${readFileSync(join(root, name), 'base64')}`]
  })
}
