import { setImmediate as nextTurn } from 'node:timers/promises'
import { errorText } from '@shared/errors'
import { defineTool, ToolError, type Tool } from '../../kit/define-tool'
import { formatSize } from '../format-size'
import { limitedList } from '../limited-list'
import { OVER_RESULT, readWhole } from '../read-text'
import { MAX_RESULT_LENGTH, textResult } from '../result'
import { reads, textOutput, type FilesystemDeps } from './tool-deps'

const MAX_PATHS = 1_000
const fullOf = (left: number): string =>
  `the files before it leave ${formatSize(left)} of the 5 MB of a result. Read it in a call of its own.`

export const readMultipleFiles = ({ folders }: FilesystemDeps): Tool =>
  defineTool({
    name: 'read_multiple_files',
    title: 'Read Multiple Files',
    description:
      'Read the contents of multiple files simultaneously. This is more ' +
      'efficient than reading files one by one when you need to analyze ' +
      "or compare multiple files. Each file's content is returned with its " +
      "path as a reference. Failed reads for individual files won't stop " +
      'the entire operation. Only works within allowed directories.',
    input: {
      paths: limitedList(MAX_PATHS, 'Read the others in further calls.')
        .min(1)
        .describe(
          'Array of file paths to read. Each path must be a string pointing to a valid file within allowed directories.',
        ),
    },
    output: textOutput,
    hints: reads,
    freshness: 'live',
    async run({ paths }, { signal }) {
      let room = MAX_RESULT_LENGTH
      const parts: string[] = []
      // One after the other, so that no more is read than the answer can hold.
      for (const path of paths) {
        await nextTurn()
        if (signal.aborted) throw new ToolError('The call was cancelled.')
        try {
          const left = room
          const content = await folders.read(path, async (open) => {
            const wouldFit = open.stats.size <= MAX_RESULT_LENGTH
            return await readWhole(open, left, wouldFit ? fullOf(left) : OVER_RESULT)
          })
          room -= content.length
          parts.push(`${path}:\n${content.toString('utf8')}\n`)
        } catch (error) {
          parts.push(`${path}: Error - ${errorText(error)}`)
        }
      }
      return textResult(parts.join('\n---\n'), 'Read fewer files at once.')
    },
  })
