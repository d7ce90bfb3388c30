import { credentialPatterns, suspicion } from './credential-patterns'
import { redactNamedValues } from './named-values'
import { redactSensitiveMembers } from './sensitive-members'

/** Stands where a secret stood. */
export const REDACTED = '[secret]'
/** Shorter values are too common to be looked for: replacing every "abc" would destroy the text. */
const MIN_SECRET_LENGTH = 6
/** So much of a secret's beginning is taken away where a text was cut in the middle of it. */
const MIN_CUT_LENGTH = 4

/** Replaces secrets in a text that is kept, logged or sent elsewhere. @param isCut its end is missing */
export type Redactor = (text: string, isCut?: boolean) => string

interface Known {
  forms: readonly string[]
  pattern: RegExp
}

/**
 * Four passes: the secrets people stored with us, word for word; credentials that show by their form (tokens of known
 * makers, JWTs, private keys); and values of variables, headers and arguments, then of JSON members, whose name says what
 * they are. Each takes time linear in the text: what is redacted is mostly chosen by somebody else.
 * @param secrets the stored values now; asked again for every text, compiled only when they changed
 */
export function createRedactor(secrets: () => readonly string[]): Redactor {
  let compiledFrom: readonly string[] = []
  let known: Known | null = null
  const knownSecrets = (): Known | null => {
    const values = secrets()
    if (!sameTexts(values, compiledFrom)) {
      compiledFrom = [...values]
      known = compile(values.filter((value) => value.length >= MIN_SECRET_LENGTH))
    }
    return known
  }
  return (text, isCut = false) => {
    const exact = knownSecrets()
    const withoutKnown = exact ? withoutSecrets(text, exact, isCut) : text
    if (!suspicion.test(withoutKnown)) return withoutKnown
    const withoutForms = credentialPatterns.reduce(
      (rest, { pattern, replacement }) => rest.replace(pattern, replacement),
      withoutKnown,
    )
    return redactSensitiveMembers(redactNamedValues(withoutForms, REDACTED), REDACTED)
  }
}

function sameTexts(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((text, index) => text === others[index])
}

function compile(values: readonly string[]): Known | null {
  if (values.length === 0) return null
  const forms = formsOf(values)
  return { forms, pattern: new RegExp(forms.map(escapeRegExp).join('|'), 'g') }
}

function withoutSecrets(text: string, { forms, pattern }: Known, isCut: boolean): string {
  const clean = text.replace(pattern, REDACTED)
  if (!isCut) return clean
  for (const form of forms)
    for (let length = form.length - 1; length >= MIN_CUT_LENGTH; length--)
      if (clean.endsWith(form.slice(0, length))) return clean.slice(0, -length) + REDACTED
  return clean
}

/** A secret as it may appear: plain, inside JSON, inside JSON inside JSON, in an address, in Base64. */
function formsOf(values: readonly string[]): string[] {
  const forms = values.flatMap((value) => {
    const inJson = JSON.stringify(value).slice(1, -1)
    const inJsonTwice = JSON.stringify(inJson).slice(1, -1)
    return [value, inJson, inJsonTwice, encodeURIComponent(value), ...base64Forms(value)]
  })
  // The longest first: a form that holds another must go as a whole.
  return [...new Set(forms)].sort((a, b) => b.length - a.length)
}

/** In Base64 a text looks in three ways, by where in a group of three bytes it begins; its edges mix with its neighbours. */
function base64Forms(value: string): string[] {
  return [0, 1, 2].flatMap((before) => {
    const encoded = Buffer.from('\0'.repeat(before) + value).toString('base64')
    const core = encoded.replace(/=+$/, '').slice(before === 0 ? 0 : before + 1, -1)
    return core.length >= MIN_SECRET_LENGTH ? [core] : []
  })
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
