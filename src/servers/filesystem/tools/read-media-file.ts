import { pathToFileURL } from 'node:url'
import { z } from 'zod'
import { defineTool, type Tool } from '../../kit/define-tool'
import { mediaType } from '../media-types'
import { readWhole } from '../read-text'
import { MAX_RESULT_LENGTH } from '../result'
import { reads, type FilesystemDeps } from './tool-deps'

/** Base64 makes four letters of three bytes. */
const MAX_BYTES = Math.floor((MAX_RESULT_LENGTH * 3) / 4) - 1024

const MediaContent = z.union([
  z.object({ type: z.enum(['image', 'audio']), data: z.string(), mimeType: z.string() }),
  z.object({
    type: z.literal('resource'),
    resource: z.object({ uri: z.string(), mimeType: z.string().optional(), blob: z.string() }),
  }),
])

export const readMediaFile = ({ folders }: FilesystemDeps): Tool =>
  defineTool({
    name: 'read_media_file',
    title: 'Read Media File',
    description:
      'Read a file and return it as a base64-encoded content block with its MIME type. ' +
      'Image and audio files are returned as image/audio content; any other file type is ' +
      'returned as an embedded resource. Only works within allowed directories.',
    input: { path: z.string() },
    output: { content: z.array(MediaContent) },
    hints: reads,
    freshness: 'live',
    async run({ path }) {
      const item = await folders.read(path, async (open) => {
        const content = await readWhole(open, MAX_BYTES, 'media can have at most 3.7 MB here.')
        return toContent(open.realPath, content.toString('base64'))
      })
      return { structured: { content: [item] }, content: [item] }
    },
  })

function toContent(realPath: string, data: string) {
  const mimeType = mediaType(realPath)
  if (mimeType.startsWith('image/')) return { type: 'image' as const, data, mimeType }
  if (mimeType.startsWith('audio/')) return { type: 'audio' as const, data, mimeType }
  return { type: 'resource' as const, resource: { uri: pathToFileURL(realPath).href, mimeType, blob: data } }
}
