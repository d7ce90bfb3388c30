import { z } from 'zod'
import { bytesOfBase64 } from '../../kit/base64'
import { defineTool, type Tool } from '../../kit/define-tool'
import { MAX_FILE_BYTES } from '../limits'
import { BucketName, FilePath } from '../storage-path'
import { filesOf, refuseReadOnly, type SupabaseDeps } from './tool-deps'

export const uploadFile = (deps: SupabaseDeps): Tool =>
  defineTool({
    name: 'upload_file',
    title: 'Upload File',
    description: `Put a file of at most ${MAX_FILE_BYTES} bytes into a bucket of the project’s file storage.`,
    input: {
      bucket: BucketName,
      path: FilePath,
      base64: z
        .string()
        .max(Math.ceil(MAX_FILE_BYTES / 3) * 4)
        .describe('The content'),
      contentType: z
        .string()
        .max(200)
        .regex(/^[\w.+-]+\/[\w.+-]+(; ?[\w-]+=[\w.-]+)?$/)
        .default('application/octet-stream'),
      overwrite: z.boolean().default(false).describe('Replace a file of this path'),
    },
    output: { path: z.string(), bytes: z.number().int() },
    hints: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
    async run({ bucket, path, base64, contentType, overwrite }, { signal }) {
      const files = filesOf(deps)
      refuseReadOnly(deps)
      const bytes = bytesOfBase64(base64)
      await files.upload({ bucket, path, bytes, contentType, overwrite }, signal)
      return { structured: { path, bytes: bytes.length } }
    },
  })
