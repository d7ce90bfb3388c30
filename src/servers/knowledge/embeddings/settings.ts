import type { ServiceSettings } from '@shared/domain/manifest'
import { OmniMindError } from '@shared/errors'
import { z } from 'zod'

/** An endpoint that speaks OpenAI's `POST /v1/embeddings`. */
export interface EmbeddingsSettings {
  url: URL
  model: string
  /** Empty: none is sent. */
  key: string
}

const Settings = z.object({
  embeddingsUrl: z.string().trim(),
  embeddingsModel: z.string().trim(),
  embeddingsKey: z.string(),
})

/**
 * @returns null when no endpoint is set
 * @throws OmniMindError CONFIG_INVALID
 */
export function embeddingsSettings(settings: ServiceSettings): EmbeddingsSettings | null {
  const { embeddingsUrl, embeddingsModel, embeddingsKey } = Settings.parse(settings)
  if (embeddingsUrl === '') return null
  if (!URL.canParse(embeddingsUrl)) throw invalid('The embeddings endpoint is not an address.')
  const url = new URL(embeddingsUrl)
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw invalid('The embeddings endpoint must be an address that begins with http:// or https://.')
  if (url.username !== '' || url.password !== '')
    throw invalid('The embeddings endpoint must not hold a name or password; use the key.')
  if (embeddingsModel === '') throw invalid('The embeddings endpoint is set, but not the embeddings model.')
  url.pathname = fullPath(url.pathname)
  return { url, model: embeddingsModel, key: embeddingsKey }
}

/** People give the server, its `/v1`, or the whole path. */
function fullPath(path: string): string {
  const base = path.replace(/\/+$/, '')
  if (base.endsWith('/embeddings')) return base
  return base.endsWith('/v1') ? `${base}/embeddings` : `${base}/v1/embeddings`
}

function invalid(text: string): OmniMindError {
  return new OmniMindError('CONFIG_INVALID', text, {
    nextStep: 'Open the settings of Knowledge and correct it.',
  })
}
