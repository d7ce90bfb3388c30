/** What `redact` looks for, roughly and fast: almost every line has none of it. */
const SUSPICION = /bearer|basic|omm_/i
/** `Authorization: Bearer xxx` in any spelling, JSON included. Shorter words are prose ("bearer token"). */
const CREDENTIALS = /\b(bearer|basic)(\s+|%20)[A-Za-z0-9._~+/=-]{12,}/gi
/** OmniMind's own access tokens, wherever they stand. */
const OWN_TOKENS = /\bomm_[A-Za-z0-9_-]{20,}/g

/** The text without bearer tokens, basic credentials and OmniMind's own tokens. */
export function redact(text: string): string {
  if (!SUSPICION.test(text)) return text
  return text.replace(CREDENTIALS, '$1 [redacted]').replace(OWN_TOKENS, '[redacted]')
}
