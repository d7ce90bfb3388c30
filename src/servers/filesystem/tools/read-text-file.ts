import { z } from 'zod'
import { defineTool, ToolError, type Tool } from '../../kit/define-tool'
import type { Folders } from '../../kit/folders/folders'
import { readHead, readTail, readWhole } from '../read-text'
import { textResult } from '../result'
import { reads, textOutput, type FilesystemDeps } from './tool-deps'

const input = {
  path: z.string(),
  tail: z.number().optional().describe('If provided, returns only the last N lines of the file'),
  head: z.number().optional().describe('If provided, returns only the first N lines of the file'),
}

export const readTextFile = ({ folders }: FilesystemDeps): Tool =>
  defineTool({
    name: 'read_text_file',
    title: 'Read Text File',
    description:
      'Read the complete contents of a file from the file system as text. ' +
      'Handles various text encodings and provides detailed error messages ' +
      'if the file cannot be read. Use this tool when you need to examine ' +
      "the contents of a single file. Use the 'head' parameter to read only " +
      "the first N lines of a file, or the 'tail' parameter to read only " +
      'the last N lines of a file. Operates on the file as text regardless of extension. ' +
      'Only works within allowed directories.',
    input,
    output: textOutput,
    hints: reads,
    freshness: 'live',
    run: async (asked) => await readText(folders, asked),
  })

/** The same under its old name. */
export const readFile = ({ folders }: FilesystemDeps): Tool =>
  defineTool({
    name: 'read_file',
    title: 'Read File (Deprecated)',
    description: 'Read the complete contents of a file as text. DEPRECATED: Use read_text_file instead.',
    input,
    output: textOutput,
    hints: reads,
    freshness: 'live',
    run: async (asked) => await readText(folders, asked),
  })

async function readText(
  folders: Folders,
  { path, tail, head }: { path: string; tail?: number | undefined; head?: number | undefined },
) {
  if (head && tail) throw new ToolError('Cannot specify both head and tail parameters simultaneously')
  const text = await folders.read(path, async (open) => {
    if (tail) return await readTail(open, tail)
    if (head) return await readHead(open, head)
    return (await readWhole(open)).toString('utf8')
  })
  return textResult(text, 'Read fewer lines with head or tail, or parts of the file with read_text_part.')
}
