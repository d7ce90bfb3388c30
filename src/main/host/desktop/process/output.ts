/**
 * Reads a child's stream as UTF-8 until its end.
 * @returns settles once nothing more will come, also when the stream breaks
 */
export function drained(
  stream: NodeJS.ReadableStream | null,
  onChunk: (chunk: string) => void,
): Promise<void> {
  if (stream === null) return Promise.resolve()
  stream.setEncoding('utf8')
  stream.on('data', (chunk: string) => onChunk(chunk))
  return new Promise((resolve) => {
    for (const event of ['end', 'close', 'error']) stream.once(event, () => resolve())
  })
}
