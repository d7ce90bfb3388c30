import type { Encoding } from './tokenizer'

/** Which encoding counts for a model, and whether its own tokenizer is that one. */
export function encodingOf(model: string | undefined): { encoding: Encoding; isEstimate: boolean } {
  const name = (model ?? '').toLowerCase()
  if (/(?:^|\/)(?:gpt-4(?!o|\.|-o)|gpt-3\.5|text-embedding-)/.test(name))
    return { encoding: 'cl100k_base', isEstimate: false }
  if (/(?:^|\/)(?:gpt-4o|gpt-4\.|gpt-5|o[134](?:-|$)|chatgpt-4o)/.test(name))
    return { encoding: 'o200k_base', isEstimate: false }
  return { encoding: 'o200k_base', isEstimate: true }
}
