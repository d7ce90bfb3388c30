/** One step of matching: a character that fits, maybe many times, maybe left out with the steps after it. */
interface Step {
  fits: (character: string) => boolean
  /** Any number of such characters, none included. */
  repeats?: boolean
  /** It may be left out together with the step after it. */
  skips?: boolean
}

/** Longer templates and addresses are nobody's. */
const MAX_TEMPLATE = 512
const MAX_URI = 2_048
/** Characters whose steps are remembered. */
const MAX_KNOWN = 256

/**
 * Tells whether an address fits a URI template, as far as matching is defined at all: `{x}` stands for one path
 * segment, `{+x}` and `{x*}` for any text, `{?x}` and `{&x}` for an optional query. After RFC 6570, levels 1 to 3.
 *
 * Templates come from services nobody vouches for, and a regular expression made of one could keep the gateway busy
 * for ever. So all ways through the steps are followed at once, one bit for each step (Shift-And, by Baeza-Yates
 * and Gonnet): the time depends on the lengths alone.
 */
export function templateMatcher(template: string): (uri: string) => boolean {
  if (template.length > MAX_TEMPLATE) return () => false
  const parts = template.split(/(\{[^}]*\})/)
  const steps = parts.flatMap((part) =>
    /^\{.*\}$/s.test(part) ? expression(part.slice(1, -1)) : literal(part),
  )
  const start = parts[0] ?? ''
  const fits = machine(steps)
  return (uri) => uri.length <= MAX_URI && uri.startsWith(start) && fits(uri)
}

const segment: Step['fits'] = (character) => character !== '/' && character !== '?' && character !== '#'
const path: Step['fits'] = (character) => character !== '?' && character !== '#'
const beforeFragment: Step['fits'] = (character) => character !== '#'

function literal(text: string): Step[] {
  return Array.from(text, (expected) => ({ fits: (character) => character === expected }))
}

function expression(inner: string): Step[] {
  const operator = /^[+#./;?&]/.exec(inner)?.[0] ?? ''
  if (operator === '?' || operator === '&')
    return [
      { fits: (character) => character === '?' || character === '&', skips: true },
      { fits: beforeFragment, repeats: true },
    ]
  if (operator === '+' || operator === '#' || inner.endsWith('*'))
    return [{ fits: () => true, repeats: true }]
  if (operator === '') return [{ fits: segment }, { fits: segment, repeats: true }]
  return [...literal(operator), { fits: path, repeats: true }]
}

function machine(steps: readonly Step[]): (uri: string) => boolean {
  const bitsOf = (is: (step: Step) => boolean): bigint =>
    steps.reduce((bits, step, at) => (is(step) ? bits | (1n << BigInt(at)) : bits), 0n)
  const repeats = bitsOf((step) => step.repeats === true)
  const skips = bitsOf((step) => step.skips === true)
  const end = 1n << BigInt(steps.length)
  const known = new Map<string, bigint>()
  const fitting = (character: string): bigint => {
    let bits = known.get(character)
    if (bits === undefined) {
      bits = bitsOf((step) => step.fits(character))
      if (known.size < MAX_KNOWN) known.set(character, bits)
    }
    return bits
  }
  /** Adds the steps that can be come to without a character. */
  const reached = (bits: bigint): bigint => {
    for (;;) {
      const more = bits | ((bits & repeats) << 1n) | ((bits & skips) << 2n)
      if (more === bits) return bits
      bits = more
    }
  }
  return (uri) => {
    let now = reached(1n)
    for (const character of uri) {
      const taken = now & fitting(character)
      if (taken === 0n) return false
      now = reached((taken & repeats) | ((taken & ~repeats) << 1n))
    }
    return (now & end) !== 0n
  }
}
