import { defineTool, type Tool } from '../../kit/define-tool'
import { textResult } from '../result'
import { reads, textOutput, type FilesystemDeps } from './tool-deps'

export const listAllowedDirectories = ({ folders }: FilesystemDeps): Tool =>
  defineTool({
    name: 'list_allowed_directories',
    title: 'List Allowed Directories',
    description:
      'Returns the list of directories that this server is allowed to access. ' +
      'Subdirectories within these allowed directories are also accessible. ' +
      'Use this to understand which directories and their nested paths are available ' +
      'before trying to access files.',
    input: {},
    output: textOutput,
    hints: reads,
    freshness: 'live',
    run: () => textResult(`Allowed directories:\n${folders.names().join('\n')}`, ''),
  })
