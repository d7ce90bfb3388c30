import { z } from 'zod'
import { defineTool, type Tool } from '../../kit/define-tool'
import { incomplete, MAX_ENTRIES } from '../listing'
import { textResult } from '../result'
import { reads, textOutput, type FilesystemDeps } from './tool-deps'

export const listDirectory = ({ folders }: FilesystemDeps): Tool =>
  defineTool({
    name: 'list_directory',
    title: 'List Directory',
    description:
      'Get a detailed listing of all files and directories in a specified path. ' +
      'Results clearly distinguish between files and directories with [FILE] and [DIR] ' +
      'prefixes. This tool is essential for understanding directory structure and ' +
      'finding specific files within a directory. Only works within allowed directories.',
    input: { path: z.string() },
    output: textOutput,
    hints: reads,
    freshness: 'live',
    async run({ path }) {
      const { entries, more } = await folders.readDirectory(path, MAX_ENTRIES)
      const lines = entries.map(({ name, type }) => `${type === 'directory' ? '[DIR]' : '[FILE]'} ${name}`)
      return textResult(
        [...lines, ...incomplete(more)].join('\n'),
        'Use search_files with a narrower pattern.',
      )
    },
  })
