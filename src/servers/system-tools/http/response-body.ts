import type { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib'
import { ToolError } from '../../kit/define-tool'

const decoders: Record<string, () => Transform> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
  zstd: createZstdDecompress,
}

/**
 * The whole body, unpacked; an empty one is not (HEAD, 204 and 304 tell how a body would be packed). Bytes are counted as they are unpacked and as they arrive, so that neither 300 bytes that
 * unpack to gigabytes nor gigabytes that unpack to nothing are taken.
 * @throws ToolError when it is larger, or packed in a way we do not know
 */
export async function readBody(body: Readable, contentEncoding: string, maxBytes: number): Promise<Buffer> {
  const source = body[Symbol.asyncIterator]() as AsyncIterator<Buffer>
  const first = await source.next()
  if (first.done) return Buffer.alloc(0)
  const encoding = contentEncoding.trim().toLowerCase()
  const makeDecoder = decoders[encoding]
  if (!makeDecoder && encoding !== '' && encoding !== 'identity') {
    body.destroy()
    throw new ToolError(
      `The answer is packed as ${JSON.stringify(encoding.slice(0, 50))}, which is not understood.`,
    )
  }
  const chunks: Buffer[] = []
  const arrived = counter(maxBytes)
  const unpacked = counter(maxBytes, (chunk) => chunks.push(chunk))
  const whole = beginningWith(first.value, source)
  if (makeDecoder) await pipeline(whole, arrived, makeDecoder(), unpacked, drain)
  else await pipeline(whole, unpacked, drain)
  return Buffer.concat(chunks)
}

async function* beginningWith(first: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield first
  yield* { [Symbol.asyncIterator]: () => rest }
}

/** Passes chunks on, and ends with an error after `maxBytes`. */
function counter(maxBytes: number, each: (chunk: Buffer) => void = () => {}) {
  return async function* (source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    let bytes = 0
    for await (const chunk of source) {
      bytes += chunk.length
      if (bytes > maxBytes)
        throw new ToolError(
          `The answer is larger than ${(maxBytes / 1024 / 1024).toFixed(0)} MB; it was not read further.`,
        )
      each(chunk)
      yield chunk
    }
  }
}

async function drain(source: AsyncIterable<Buffer>): Promise<void> {
  for await (const chunk of source) void chunk
}
