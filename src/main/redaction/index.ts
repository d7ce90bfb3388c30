import { credentialPatterns } from './credential-patterns'
import { redactSensitiveMembers } from './sensitive-members'

/** Stands where a secret stood. */
export const REDACTED = '[secret]'
/** Shorter values are too common to be looked for: replacing every "abc" would destroy the text. */
const MIN_SECRET_LENGTH = 6

/** Replaces secrets in texts that are kept, logged or sent elsewhere. */
export interface Redactor {
  (text: string): string
}

/**
 * Three passes: the secrets people stored with us, word for word; credentials that show by their form (tokens of known
 * makers, JWTs, private keys); and values of JSON members whose name says what they are.
 * @param secrets the stored values now; asked again for every text, compiled only when they changed
 */
export function createRedactor(secrets: () => readonly string[]): Redactor {
  let compiledFrom = ''
  let known: RegExp | null = null
  const knownSecrets = (): RegExp | null => {
    const values = secrets().filter((value) => value.length >= MIN_SECRET_LENGTH)
    const key = values.join('\0')
    if (key !== compiledFrom) {
      compiledFrom = key
      known = values.length === 0 ? null : new RegExp(formsOf(values).map(escapeRegExp).join('|'), 'g')
    }
    return known
  }
  return (text) => {
    const exact = knownSecrets()
    const withoutKnown = exact ? text.replace(exact, REDACTED) : text
    const withoutForms = credentialPatterns.reduce(
      (rest, { pattern, replacement }) => rest.replace(pattern, replacement),
      withoutKnown,
    )
    return redactSensitiveMembers(withoutForms, REDACTED)
  }
}

/** A secret as it may appear: plain, inside JSON, inside JSON inside JSON, in an address, in Base64. */
function formsOf(values: readonly string[]): string[] {
  const forms = values.flatMap((value) => {
    const inJson = JSON.stringify(value).slice(1, -1)
    const inJsonTwice = JSON.stringify(inJson).slice(1, -1)
    const base64 = Buffer.from(value).toString('base64').replace(/=+$/, '')
    return [value, inJson, inJsonTwice, encodeURIComponent(value), base64]
  })
  // The longest first: a form that holds another must go as a whole.
  return [...new Set(forms)].sort((a, b) => b.length - a.length)
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
