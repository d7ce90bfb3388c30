import type { Stats } from 'node:fs'
import { z } from 'zod'
import { defineTool, type Tool } from '../../kit/define-tool'
import { textResult } from '../result'
import { reads, textOutput, type FilesystemDeps } from './tool-deps'

export const getFileInfo = ({ folders }: FilesystemDeps): Tool =>
  defineTool({
    name: 'get_file_info',
    title: 'Get File Info',
    description:
      'Retrieve detailed metadata about a file or directory. Returns comprehensive ' +
      'information including size, creation time, last modified time, permissions, ' +
      'and type. This tool is perfect for understanding file characteristics ' +
      'without reading the actual content. Only works within allowed directories.',
    input: { path: z.string() },
    output: textOutput,
    hints: reads,
    freshness: 'live',
    run: async ({ path }) => textResult(describe(await folders.stat(path)), ''),
  })

function describe(stats: Stats): string {
  const facts = {
    size: stats.size,
    created: stats.birthtime,
    modified: stats.mtime,
    accessed: stats.atime,
    isDirectory: stats.isDirectory(),
    isFile: stats.isFile(),
    permissions: stats.mode.toString(8).slice(-3),
  }
  return Object.entries(facts)
    .map(([name, value]) => `${name}: ${String(value)}`)
    .join('\n')
}
