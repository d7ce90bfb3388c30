import { z } from 'zod'
import { defineTool, type Tool } from '../../kit/define-tool'
import { MAX_ANSWER_LENGTH, MAX_FILE_BYTES } from '../limits'
import { BucketName, FilePath } from '../storage-path'
import { filesOf, reads, untrusted, type SupabaseDeps } from './tool-deps'

export const downloadFile = (deps: SupabaseDeps): Tool =>
  defineTool({
    name: 'download_file',
    title: 'Download File',
    description: `Get a file of at most ${MAX_FILE_BYTES} bytes from a bucket of the project’s file storage. ${untrusted}`,
    input: { bucket: BucketName, path: FilePath },
    output: { path: z.string(), bytes: z.number().int(), contentType: z.string(), base64: z.string() },
    hints: reads,
    freshness: 'live',
    async run({ bucket, path }, { signal }) {
      const { bytes, contentType } = await filesOf(deps).download(
        { bucket, path, maxBytes: MAX_FILE_BYTES },
        signal,
      )
      const base64 = Buffer.from(bytes).toString('base64')
      const shown = readable(bytes)
      const what = `${path}: ${bytes.length} bytes of ${contentType}`
      const text = shown === null ? `${what}, as base64 in the structured answer.` : `${what}:\n${shown}`
      return { structured: { path, bytes: bytes.length, contentType, base64 }, text }
    },
  })

/** A text that is not too long to read is shown as it is. */
function readable(bytes: Uint8Array): string | null {
  if (bytes.length > MAX_ANSWER_LENGTH || bytes.includes(0)) return null
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}
