import { z } from 'zod'
import { defineTool, type Tool } from '../../kit/define-tool'
import { formatSize } from '../format-size'
import { incomplete, sizedEntries, type SizedEntry } from '../listing'
import { textResult } from '../result'
import { reads, textOutput, type FilesystemDeps } from './tool-deps'

export const listDirectoryWithSizes = ({ folders }: FilesystemDeps): Tool =>
  defineTool({
    name: 'list_directory_with_sizes',
    title: 'List Directory with Sizes',
    description:
      'Get a detailed listing of all files and directories in a specified path, including sizes. ' +
      'Results clearly distinguish between files and directories with [FILE] and [DIR] ' +
      'prefixes. This tool is useful for understanding directory structure and ' +
      'finding specific files within a directory. Only works within allowed directories.',
    input: {
      path: z.string(),
      sortBy: z.enum(['name', 'size']).optional().default('name').describe('Sort entries by name or size'),
    },
    output: textOutput,
    hints: reads,
    freshness: 'live',
    async run({ path, sortBy }) {
      const { entries, more } = await sizedEntries(folders, path)
      const lines = [...entries].sort(sortBy === 'size' ? bySize : byName).map(toLine)
      const text = [...lines, ...incomplete(more), ...summary(entries)].join('\n')
      return textResult(text, 'Use search_files with a narrower pattern.')
    },
  })

const bySize = (one: SizedEntry, other: SizedEntry): number => other.size - one.size
const byName = (one: SizedEntry, other: SizedEntry): number => one.name.localeCompare(other.name)

function toLine({ name, isDirectory, size }: SizedEntry): string {
  const shownSize = isDirectory ? '' : formatSize(size).padStart(10)
  return `${isDirectory ? '[DIR]' : '[FILE]'} ${name.padEnd(30)} ${shownSize}`
}

function summary(entries: readonly SizedEntry[]): string[] {
  const files = entries.filter(({ isDirectory }) => !isDirectory)
  const bytes = files.reduce((sum, { size }) => sum + size, 0)
  return [
    '',
    `Total: ${files.length} files, ${entries.length - files.length} directories`,
    `Combined size: ${formatSize(bytes)}`,
  ]
}
