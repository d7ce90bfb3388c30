import { z } from 'zod'

const MAX_LENGTH = 200
const MAX_DEPTH = 10
/** Names that Windows keeps for devices, whatever follows the dot. */
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i
const FORBIDDEN = '\\:*?"<>|\u007f'

/** For the caller of a tool. */
export const pathRule =
  `Use a path like data/table.csv: below /scratch, at most ${MAX_LENGTH} characters and ${MAX_DEPTH} folders, ` +
  'no ".." and none of \\ : * ? " < > |'

/** A path below the scratch folder, with `/` between its parts; `/scratch/` in front is taken off. */
export const ScratchPath = z
  .string()
  .transform((path) => path.replace(/^(\/scratch\/|\.\/)/, ''))
  .refine(isScratchPath, { error: pathRule })

/** Whether a path names a file inside the folder on every system, however it is joined. */
export function isScratchPath(path: string): boolean {
  const parts = path.split('/')
  return path.length <= MAX_LENGTH && parts.length <= MAX_DEPTH && path.isWellFormed() && parts.every(isName)
}

function isName(name: string): boolean {
  if (name === '' || name === '.' || name === '..' || /[. ]$/.test(name)) return false
  const isPlain = Array.from(name).every((character) => character >= ' ' && !FORBIDDEN.includes(character))
  return isPlain && !RESERVED.test(name)
}
