import type { Finding } from '@shared/domain/catalog'

/** Not seen by people, read by models: zero-width, tags, bidirectional overrides, soft hyphen, fillers, private use. */
const HIDDEN =
  /[\u00AD\u061C\u115F\u1160\u180E\u200B-\u200F\u202A-\u202E\u2060-\u206F\u3164\uFEFF\uFFA0]|\u034F|[\u17B4\u17B5]|[\uFE00-\uFE0D]|[\u{E0000}-\u{E0FFF}]|[\u{F0000}-\u{10FFFD}]/gu
/** Terminal escapes and other controls; tab, line feed and carriage return are ordinary. */
const CONTROL = /[^\P{Cc}\t\n\r]/gu

/** A joiner between two pictographs is how emoji are written. */
const EMOJI_JOINER = /(?<=\p{Extended_Pictographic}\uFE0F?)\u200D(?=\p{Extended_Pictographic})/gu

/** @returns what a person would not see in this text, written out */
export function hiddenCharacters(path: string, text: string): Finding[] {
  const plain = text.replace(EMOJI_JOINER, '')
  const found: Finding[] = []
  const hidden = plain.match(HIDDEN)
  if (hidden) found.push({ kind: 'hidden-characters', text: `${path} holds ${listed(hidden)}.` })
  const control = plain.match(CONTROL)
  if (control) found.push({ kind: 'control-characters', text: `${path} holds ${listed(control)}.` })
  return found
}

/** E.g. `3 hidden characters: U+200B, U+E0041`. */
function listed(characters: readonly string[]): string {
  const codes = [...new Set(characters)]
    .slice(0, 8)
    .map((one) => `U+${(one.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`)
  const what =
    characters.length === 1 ? 'a character nobody sees' : `${characters.length} characters nobody sees`
  return `${what}: ${codes.join(', ')}`
}
