import { errorText } from '@shared/errors'
import { z } from 'zod'
import type { EmbeddingsSettings } from './settings'

/**
 * Why there are no vectors. `refused`: the endpoint works, but not with these texts; `unavailable`: it does not work
 * now, whatever the texts.
 */
export class EmbeddingsError extends Error {
  override readonly name = 'EmbeddingsError'
  readonly kind: 'refused' | 'unavailable'

  constructor(kind: 'refused' | 'unavailable', message: string) {
    super(message)
    this.kind = kind
  }
}

/** Texts to vectors of length 1, in the order of the texts. @throws EmbeddingsError, also when `signal` ends it */
export type Embed = (
  texts: readonly string[],
  timeoutMs: number,
  signal: AbortSignal,
) => Promise<Float32Array[]>

/** Characters of an entry that are sent; common models take 8,192 tokens, many of them 512 and cut by themselves. */
export const MAX_TEXT = 8_000
const MAX_ANSWER_BYTES = 32 * 1024 * 1024
const REFUSALS = new Set([400, 413, 422])

/** OpenAI's API reference, "Create embeddings"; what is not needed is not read. */
const Answer = z.object({
  data: z.array(z.object({ index: z.number().int().min(0), embedding: z.array(z.number()).min(1) })),
})

export function createEndpoint({ url, model, key }: EmbeddingsSettings): Embed {
  return async (texts, timeoutMs, signal) => {
    const body = JSON.stringify({ model, input: texts, encoding_format: 'float' })
    const answer = await post(url, key, body, AbortSignal.any([AbortSignal.timeout(timeoutMs), signal]))
    const parsed = Answer.safeParse(answer)
    if (!parsed.success) throw unavailable('it answered with something else than vectors')
    return inOrder(parsed.data, texts.length)
  }
}

async function post(url: URL, key: string, body: string, signal: AbortSignal): Promise<unknown> {
  const headers = {
    'content-type': 'application/json',
    ...(key === '' ? {} : { authorization: `Bearer ${key}` }),
  }
  try {
    // A redirect would carry texts and key to where nobody sent them.
    const response = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'error' })
    if (!response.ok) {
      await response.body?.cancel()
      const kind = REFUSALS.has(response.status) ? 'refused' : 'unavailable'
      throw new EmbeddingsError(kind, `The embeddings endpoint answered HTTP ${response.status}.`)
    }
    return JSON.parse(await readBounded(response)) as unknown
  } catch (error) {
    if (error instanceof EmbeddingsError) throw error
    if (signal.aborted) throw unavailable('it did not answer in time')
    throw unavailable(errorText(error))
  }
}

async function readBounded(response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length
    if (bytes > MAX_ANSWER_BYTES) throw unavailable('its answer is too large')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

function inOrder({ data }: z.infer<typeof Answer>, wanted: number): Float32Array[] {
  const vectors = new Map(data.map(({ index, embedding }) => [index, unit(embedding)]))
  const ordered = Array.from({ length: wanted }, (_, index) => vectors.get(index))
  if (ordered.includes(undefined)) throw unavailable('it answered fewer vectors than it was asked for')
  return ordered as Float32Array[]
}

/** Of length 1, so that the cosine of two is their dot product. */
function unit(numbers: readonly number[]): Float32Array {
  const length = Math.hypot(...chunkedNorms(numbers))
  if (!Number.isFinite(length) || length === 0) throw unavailable('it answered a vector without a direction')
  return Float32Array.from(numbers, (number) => number / length)
}

/** Norms of parts: spreading thousands of numbers into one call could overflow the stack. */
function chunkedNorms(numbers: readonly number[]): number[] {
  const norms: number[] = []
  for (let at = 0; at < numbers.length; at += 1_024) norms.push(Math.hypot(...numbers.slice(at, at + 1_024)))
  return norms
}

function unavailable(why: string): EmbeddingsError {
  return new EmbeddingsError('unavailable', `The embeddings endpoint does not work: ${why}.`)
}
