import type { Random } from '../support/random'

/** Names that collide often, and letters whose case, length or encoding is special. */
export const names = [
  'Ada',
  'ada',
  'ADA',
  'Grace Hopper',
  'İstanbul',
  'ΟΔΟΣ',
  'straße',
  'STRASSE',
  '漢字',
  'العربية',
  'Ünïcödé',
  'U\u0308ni\u0308code',
  '👩‍🚀 crew',
  'nul\0inside',
  'half \ud83d pair',
  'half \ude80 pair',
  '',
  ' ',
  'quote"d',
  "it's",
  '%_*',
  'a-b:c^d',
  'line\nbreak\ttab',
  '__proto__',
  'constructor',
  '42',
  'NEAR(a b)',
  '\ufeffbom',
  '\uffff',
] as const

export const types = ['person', 'Person', 'place', 'ort/Ω', '', 'toString'] as const

export function text(random: Random): string {
  if (random.chance(0.04)) return `${random.pick(names)} `.repeat(1 + random.below(3_000))
  return `${random.pick(names)} ${random.pick(['knows', 'likes', 'ΣΊΣΥΦΟΣ', 'ﬁne', 'Kelvin K', ''])} ${random.pick(names)}`
}

/** A whole text, a part of one, in another case, or something that is nowhere. */
export function query(random: Random): string {
  const source = random.chance(0.5) ? text(random).slice(0, 80) : random.pick(names)
  const from = random.below(source.length + 1)
  const part = source.slice(from, from + random.below(12))
  const cased = random.pick([
    (s: string) => s,
    (s: string) => s.toUpperCase(),
    (s: string) => s.toLowerCase(),
  ])
  return random.pick([cased(part), cased(source), 'nowhere at all', random.pick(types)])
}
