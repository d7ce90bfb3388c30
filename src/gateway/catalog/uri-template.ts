/** One step of matching: a character that fits, maybe many times, maybe left out with the steps after it. */
interface Step {
  fits: (character: string) => boolean
  /** Any number of such characters, none included. */
  repeats?: boolean
  /** This many steps from here on may be left out together. */
  skip?: number
}

/** Longer templates and addresses are nobody's. */
const MAX_LENGTH = 4_096

/**
 * Tells whether an address fits a URI template, as far as matching is defined at all: `{x}` stands for one path
 * segment, `{+x}` and `{x*}` for any text, `{?x}` and `{&x}` for an optional query. After RFC 6570, levels 1 to 3.
 * Takes time by the product of both lengths at most: templates come from services nobody vouches for, and a
 * regular expression made of one could keep the gateway busy for ever.
 */
export function templateMatcher(template: string): (uri: string) => boolean {
  if (template.length > MAX_LENGTH) return () => false
  const parts = template.split(/(\{[^}]*\})/)
  const steps = parts.flatMap((part) =>
    /^\{.*\}$/s.test(part) ? expression(part.slice(1, -1)) : literal(part),
  )
  const start = parts[0] ?? ''
  return (uri) => uri.length <= MAX_LENGTH && uri.startsWith(start) && fits(steps, uri)
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
      { fits: (character) => character === '?' || character === '&', skip: 2 },
      { fits: beforeFragment, repeats: true },
    ]
  if (operator === '+' || operator === '#' || inner.endsWith('*'))
    return [{ fits: () => true, repeats: true }]
  if (operator === '') return [{ fits: segment }, { fits: segment, repeats: true }]
  return [...literal(operator), { fits: path, repeats: true }]
}

/** Follows every way through the steps at once. */
function fits(steps: readonly Step[], uri: string): boolean {
  let now = reach(steps, new Set([0]))
  for (const character of uri) {
    const next = new Set<number>()
    for (const at of now) {
      const step = steps[at]
      if (step?.fits(character) === true) next.add(step.repeats === true ? at : at + 1)
    }
    if (next.size === 0) return false
    now = reach(steps, next)
  }
  return now.has(steps.length)
}

/** Adds the steps that can be come to without a character. A set grown while it is walked is walked to its end. */
function reach(steps: readonly Step[], at: Set<number>): Set<number> {
  for (const one of at) {
    const step = steps[one]
    if (step?.repeats === true) at.add(one + 1)
    if (step?.skip !== undefined) at.add(one + step.skip)
  }
  return at
}
