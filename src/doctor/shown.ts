import { stripVTControlCharacters } from 'node:util'
import { visibleText } from '@shared/lib/visible-text'

export { counted, grouped } from '@shared/lib/counted'

const MAX_LENGTH = 500

/** Text from elsewhere on one line: no colours, nothing hidden, not too long. */
export function shown(text: string, maxLength = MAX_LENGTH): string {
  const line = visibleText(
    stripVTControlCharacters(beginningOf(text, 4 * maxLength)).replaceAll(/\s+/g, ' '),
  ).trim()
  return line.length > maxLength ? `${line.slice(0, maxLength - 2)} …` : line
}

/**
 * The beginning of a text, as a text of its own: what `slice` gives keeps the whole text in memory for as long as it
 * is kept itself.
 */
export function beginningOf(text: string, maxLength: number): string {
  return Buffer.from(text.slice(0, maxLength), 'utf16le').toString('utf16le')
}

/** Names in quotes, the first few of many: `"a", "b" and 7 more`. */
export function namesInWords(names: readonly string[], most = 5): string {
  const quoted = names.slice(0, most).map((name) => `"${shown(name, 80)}"`)
  const more = names.length - quoted.length
  return more > 0 ? `${quoted.join(', ')} and ${more} more` : quoted.join(', ')
}
